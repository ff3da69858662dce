using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Applying;

/// <summary>Everything that applying (or taking back) one target's plan needs.</summary>
/// <param name="Repository">The metadata that the plan was made from.</param>
/// <param name="Plan">The target's plan.</param>
/// <param name="Slices">The target's resources.</param>
/// <param name="Target">The target, open for writing.</param>
/// <param name="Journal">What is known of earlier executions.</param>
/// <param name="Owner">Who claims.</param>
public sealed record TargetWork(
    MetadataRepository Repository,
    TargetPlan Plan,
    IReadOnlyList<ResourceSlice> Slices,
    ITarget Target,
    IWriteJournal Journal,
    ClaimRequest Owner)
{
    /// <summary>Is told what each script did that changes what is there already; null: nobody asks.</summary>
    public Action<ScriptMeasure>? Measured { get; init; }

    /// <summary>The slice of a resource; for a resource that left git, what its section tells.</summary>
    public ResourceSlice Slice(string resource) => Slices.First(slice => slice.Resource == resource);
}

/// <summary>When a writing step stops, between two batches or two scripts: because its time is up, or because somebody asks for something.</summary>
/// <param name="TimeIsUp">Whether the step has worked long enough.</param>
/// <param name="Interrupted">Whether a command waits.</param>
public sealed record StopSignals(Func<bool> TimeIsUp, Func<CancellationToken, Task<bool>> Interrupted)
{
    /// <summary>Never stops.</summary>
    public static StopSignals None { get; } = new(() => false, _ => Task.FromResult(false));
}

/// <summary>How a writing step ended.</summary>
public enum WriteEnd
{
    /// <summary>All that was asked for.</summary>
    Done,

    /// <summary>Its time was up; call it again from the cursor.</summary>
    Progress,

    /// <summary>A command waits; call it again from the cursor when the command was dealt with.</summary>
    Interrupted,
}

/// <summary>How far a writing step came.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Cursor">Number of the plan line to go on with (going down when taking back).</param>
/// <param name="Written">Changes written by this execution or found written by an earlier one.</param>
/// <param name="NotRestored">When taking back: items that hold something else and were left, at most 20.</param>
public sealed record WriteProgress(WriteEnd End, int Cursor, int Written, IReadOnlyList<ItemRef> NotRestored)
{
    /// <summary>Nothing was to be done.</summary>
    public static WriteProgress Nothing { get; } = new(WriteEnd.Done, 0, 0, []);
}
