using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Planning.Rendering;

/// <summary>The words that every rendering of a plan shares.</summary>
public static class PlanWords
{
    /// <summary>The sign before a change: <c>+ ~ - &gt; = . ! ?</c>.</summary>
    public static char Sign(ChangeAction action) => action switch
    {
        ChangeAction.Create => '+',
        ChangeAction.Update => '~',
        ChangeAction.Delete => '-',
        ChangeAction.Run => '>',
        ChangeAction.Adopt => '=',
        ChangeAction.Release => '.',
        ChangeAction.KeepLive => '!',
        _ => '?',
    };

    /// <summary>What is done, in one word or two.</summary>
    public static string Verb(ChangeAction action) => action == ChangeAction.KeepLive ? "keep live" : action.ToString().ToLowerInvariant();

    /// <summary>How it is taken back, where that is worth a word.</summary>
    public static string? TakenBack(Reversal reversal) => reversal.Kind switch
    {
        ReversalKind.UndoScript => "undo by its U script",
        ReversalKind.DerivedUndo => "undo derived from its statements",
        ReversalKind.PreviousText => "undo by its former text",
        ReversalKind.Irreversible => "cannot be taken back",
        _ => null,
    };

    /// <summary><c>3 to create, 1 to change, 0 to delete, 1 to run; 2 adopted</c>.</summary>
    public static string Counts(ChangeCounts counts)
    {
        var writes = $"{counts.Create} to create, {counts.Update} to change, {counts.Delete} to delete, {counts.Run} to run";
        var others = new[] { (counts.Adopt, "adopted"), (counts.Release, "released"), (counts.KeepLive, "kept as live"), (counts.Blocked, "blocked") }
            .Where(other => other.Item1 > 0).Select(other => $"{other.Item1} {other.Item2}");
        return string.Join("; ", new[] { writes, string.Join(", ", others) }.Where(part => part.Length > 0));
    }

    /// <summary>Only what is not zero: <c>2 to create, 1 to run</c>.</summary>
    public static string ShortCounts(ChangeCounts counts)
    {
        var parts = new[]
        {
            (counts.Create, "to create"), (counts.Update, "to change"), (counts.Delete, "to delete"), (counts.Run, "to run"),
            (counts.Adopt, "adopted"), (counts.Release, "released"), (counts.KeepLive, "kept as live"), (counts.Blocked, "blocked"),
        };
        return string.Join(", ", parts.Where(part => part.Item1 > 0).Select(part => $"{part.Item1} {part.Item2}"));
    }

    /// <summary><c>3 of 9 targets change</c>.</summary>
    public static string Reach(PlanIndex index)
    {
        var changing = index.Targets.Count(target => target.Counts.Writes > 0);
        return $"{changing} of {Count(index.Targets.Count, "target")} {(changing == 1 ? "changes" : "change")}";
    }

    /// <summary><c>1 target</c>, <c>2 targets</c>.</summary>
    public static string Count(long number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    /// <summary><c>low</c>, <c>medium</c> or <c>high</c>.</summary>
    public static string Risk(RiskLevel risk) => risk.ToString().ToLowerInvariant();

    /// <summary>What keeps a target from being applied, for people.</summary>
    public static string Blocked(PlanBlock reason) => reason switch
    {
        PlanBlock.Conflict => "blocked: live values are neither what was applied last nor what git wants",
        PlanBlock.Invalid => "blocked: what git wants does not fit the target",
        PlanBlock.LeftOut => "left out, within the rollout's error budget",
        _ => "blocked: the target cannot be reached, or is not ours",
    };

    /// <summary>The first seven digits of a commit.</summary>
    public static string ShortCommit(string commit) => commit.Length > 7 ? commit[..7] : commit;
}
