using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Evidence;

/// <summary>One change of an item that a run made, or began to make.</summary>
/// <param name="Run">The run.</param>
/// <param name="State">How the run stands.</param>
/// <param name="At">When the item was written: the instant of its receipt; where there is none, when the run started.</param>
/// <param name="Target">The target.</param>
/// <param name="Resource">The resource.</param>
/// <param name="Item">The item.</param>
/// <param name="Action">What the plan did with it.</param>
/// <param name="Outcome">What became of it on this target.</param>
/// <param name="Before">The value before, as plans show it; a keyed fingerprint where it is sensitive.</param>
/// <param name="After">The value after.</param>
/// <param name="Pre">Checksum before.</param>
/// <param name="Post">Checksum after.</param>
/// <param name="Authors">Who wrote the commits of the run.</param>
/// <param name="Starter">Who started the run.</param>
/// <param name="Approvers">Who approved it.</param>
/// <param name="Commit">Its commit.</param>
/// <param name="Reverts">The run that it took back.</param>
/// <param name="TakenBackBy">The run that took it back.</param>
public sealed record ItemChange(
    string Run,
    RunState State,
    DateTimeOffset At,
    TargetAddress Target,
    string Resource,
    ItemRef Item,
    ChangeAction Action,
    ItemOutcome Outcome,
    ValuePreview? Before,
    ValuePreview? After,
    Digest? Pre,
    Digest? Post,
    IReadOnlyList<string> Authors,
    string Starter,
    IReadOnlyList<string> Approvers,
    string Commit,
    string? Reverts,
    string? TakenBackBy);
