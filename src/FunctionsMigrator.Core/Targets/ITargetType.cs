using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Targets;

/// <summary>One type of target. All types of the product stand in the adapter catalogue; an unknown name is a finding with the list of known ones.</summary>
public interface ITargetType
{
    /// <summary>The name that environments use: <c>sqlite</c>.</summary>
    string Name { get; }

    /// <summary>The kinds of resources it can hold.</summary>
    IReadOnlySet<ResourceKind> Kinds { get; }

    /// <summary>How it keeps a zombie from writing.</summary>
    TargetGuard Guard { get; }

    /// <summary>The record whose members are the type's own keys in an environment file; the schema and "did you mean" come from it.</summary>
    Type SettingsType { get; }

    /// <summary>Checks a definition without connecting: missing and malformed keys, paths that leave the base folder.</summary>
    IReadOnlyList<Finding> Check(TargetBinding binding);

    /// <summary>
    /// Opens the target. A target that does not exist yet and can be made (a folder, a SQLite file) is made by the first claim, not by opening it for reading.
    /// What cannot be reached is a finding with the target's address.
    /// </summary>
    Task<Outcome<ITarget>> OpenAsync(TargetBinding binding, TargetAccess access, CancellationToken cancellation);

    /// <summary>
    /// Makes a scratch target: the structure, the script history and the managed items of the live one (read with plan access), no rows of other tables,
    /// and some generated rows in the tables of <see cref="ScratchRequest.Touched"/> that would be empty. Replaces what an earlier try left.
    /// </summary>
    Task<Outcome<ITarget>> CreateScratchAsync(TargetBinding live, ScratchRequest request, CancellationToken cancellation);

    /// <summary>Removes the scratch target of a run; nothing happens when there is none.</summary>
    Task DropScratchAsync(TargetBinding live, string run, CancellationToken cancellation);
}

/// <summary>What a scratch target is made for.</summary>
/// <param name="Run">The run it belongs to; part of its name.</param>
/// <param name="Slices">What is managed on the target, now or by the plan.</param>
/// <param name="Touched">Tables that the plan's scripts touch.</param>
public sealed record ScratchRequest(string Run, IReadOnlyList<ResourceSlice> Slices, IReadOnlyList<string> Touched);

/// <summary>What the caller will do.</summary>
public enum TargetAccess
{
    /// <summary>Read only, with the plan identity where the type knows two.</summary>
    Plan,

    /// <summary>Read and write.</summary>
    Apply,
}

/// <summary>How a target type keeps a step that was overtaken from writing.</summary>
public enum TargetGuard
{
    /// <summary>The claim is compared inside the target, atomically with the write.</summary>
    Checked,

    /// <summary>The claim is read again before every batch, writes are conditional and time-limited, and a new claimant waits out the old one.</summary>
    Timed,
}
