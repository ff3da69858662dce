using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Policy;

/// <summary>The approvals that count.</summary>
/// <param name="Open">Roles that still need somebody, over all stages in their order.</param>
/// <param name="By">Who approved, in the order in which they did.</param>
/// <param name="Rejected">The refusal that ends the run.</param>
/// <param name="Ignored">Per number of an approval or refusal that does not count, why.</param>
public sealed record CountedApprovals(
    IReadOnlyList<string> Open, IReadOnlyList<string> By, RunCommand? Rejected, IReadOnlyDictionary<int, string> Ignored)
{
    /// <summary>The open slots, by number from 0.</summary>
    public IReadOnlyList<int> OpenSlots { get; init; } = [];

    /// <summary>Per person of <see cref="By"/> who acts in somebody else's name: who that is.</summary>
    public IReadOnlyDictionary<string, string> InTheNameOf { get; init; } = new Dictionary<string, string>();
}
