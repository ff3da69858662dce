namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>Plans: what stands between git and a target.</summary>
public static class PlanCodes
{
    /// <summary>First contact, different values.</summary>
    public static readonly FailureCode FirstContact = new("PLAN301", "An item exists on the target and was never managed", "Decide with `fm import --keep-live` or `fm import --take-git`.");

    /// <summary>Conflict.</summary>
    public static readonly FailureCode Conflict = new("PLAN302", "An item changed in git and on the target", "Look at both values; put the right one into git, decide with `fm import`, or set `conflicts: take-git` or `keep-live` on the resource.");

    /// <summary>Drift.</summary>
    public static readonly FailureCode Drift = new("PLAN303", "An item moved on the target, not in git", "Bring it back with `fm drift heal`, leave it with `fm drift keep`, or take it over into git with `fm drift capture`; `fm drift show` lists it.");

    /// <summary>Claimed twice.</summary>
    public static readonly FailureCode ClaimedTwice = new("PLAN304", "Two resources claim one item", "Keep the item in one of them.");

    /// <summary>Foreign keys against the order.</summary>
    public static readonly FailureCode PointsForward = new(
        "PLAN305",
        "Rows point to rows that are written later",
        "Name the resource with the rows that are pointed to in `dependsOn` of the other one, or take out the `dependsOn` that keeps them apart; where tables point to each other in a circle, fill one of the columns in a commit of its own.",
        Severity.Warning);

    /// <summary>Drift that a rule leaves alone.</summary>
    public static readonly FailureCode DriftIgnored = new(
        "PLAN306", "Items moved on the target and are left alone by a rule", "Nothing to do; `drift: { ignore: [...] }` of the environment says until when.", Severity.Info);

    /// <summary>Drift of structure.</summary>
    public static readonly FailureCode StructureDrift = new(
        "PLAN307", "The structure of a database moved, by no script of git", "Take it back by hand, or leave it with `fm drift keep`; to bring it into git, write a script that makes it where it is not there and keep it until that has run. `fm drift show` lists both definitions.");

    /// <summary>Out of order.</summary>
    public static readonly FailureCode OutOfOrder = new("PLAN310", "A script's version is below the highest applied one", "Give it a higher version, or set `outOfOrder: true` on the resource.");

    /// <summary>Edited.</summary>
    public static readonly FailureCode Edited = new("PLAN311", "An applied script was edited", "Restore the script as it was and put the change into a new script; `fm sql info` shows what was edited, and `fm sql repair` accepts an edit that changes nothing.");

    /// <summary>Missing.</summary>
    public static readonly FailureCode Missing = new("PLAN312", "An applied script is missing from git", "Restore the file; take it back with `fm rollback RUN` if it was not wanted, or let the history forget it with `fm sql repair`.");

    /// <summary>A database with objects and without a history.</summary>
    public static readonly FailureCode NotBaselined = new(
        "PLAN313", "A database holds objects, and no history says which scripts made them", "Say what stands with `fm sql baseline`, or continue the history of another tool with `fm import flyway` or `fm import liquibase`.");

    /// <summary>Taken back.</summary>
    public static readonly FailureCode TakenBack = new("PLAN320", "The plan holds a change that was taken back", "Add `retry: RUN` to its change note when it is meant to be tried again.", Severity.Warning);

    /// <summary>Not rehearsed.</summary>
    public static readonly FailureCode NotRehearsed = new("PLAN330", "A part of the plan was not rehearsed", "Look at the part with care before approving.", Severity.Warning);

    /// <summary>Rehearsal failed.</summary>
    public static readonly FailureCode RehearsalFailed = new("PLAN331", "The rehearsal failed", "Correct what the finding names; production was not touched.");

    /// <summary>Undo does not restore.</summary>
    public static readonly FailureCode UndoFailed = new("PLAN332", "The undo did not restore what it was rehearsed on", "Correct the undo script; a plan that cannot be taken back is not offered for approval.");

    /// <summary>Left out.</summary>
    public static readonly FailureCode LeftOut = new(
        "PLAN334", "A unit is left out of the plan, within the rollout's error budget", "Repair what its findings name; `fm retry RUN` does the rest.", Severity.Warning);

    /// <summary>A copy that is none.</summary>
    public static readonly FailureCode NoCopy = new(
        "PLAN333", "The environment that plans are rehearsed on is no copy of this one", "Bring the copy to where this environment is (restore it from a backup), or set `rehearseOn: scratch`.");

    /// <summary>Nothing that has scripts.</summary>
    public static readonly FailureCode NoScripts = new("PLAN345", "Nothing with scripts is named", "Name a resource of kind SqlMigrations, and a target as `fm plan` shows it.");

    /// <summary>No history of the other tool.</summary>
    public static readonly FailureCode NoForeignHistory = new("PLAN340", "Another tool's history cannot be read", "Name its table with `--table`, and the target that holds it with `--target`.");

    /// <summary>A history that cannot be gone on with.</summary>
    public static readonly FailureCode ForeignHistory = new("PLAN341", "Another tool's history cannot be continued", "Bring the history in order with the other tool, then import it again; nothing was written.");

    /// <summary>Another text than the other tool ran.</summary>
    public static readonly FailureCode ForeignChecksum = new("PLAN342", "A script is not the one that another tool ran", "Restore the script as it was when it ran; nothing was written.");

    /// <summary>A history that begins already.</summary>
    public static readonly FailureCode HistoryBegun = new("PLAN343", "The target has a script history already", "See it with `fm sql info`; a baseline begins a history and cannot be put behind one.");

    /// <summary>A changeset that cannot become a script.</summary>
    public static readonly FailureCode ForeignChangeset = new("PLAN346", "A changeset cannot be carried over", "Change it in the changelog to what can be carried over, or let Liquibase run it first; nothing was written.");

    /// <summary>Something of a changeset that does not come along.</summary>
    public static readonly FailureCode NotCarriedOver = new("PLAN347", "A part of a changeset is not carried over", "Look whether it is missed, and write it by hand where it is.", Severity.Warning);

    /// <summary>A text whose checksum of the other tool is not known.</summary>
    public static readonly FailureCode NotCompared = new("PLAN348", "A script was not compared with what another tool ran", "Compare it by hand, or let the other tool write its checksum anew first.", Severity.Warning);

    /// <summary>A changelog that cannot be read.</summary>
    public static readonly FailureCode NoChangelog = new("PLAN349", "A changelog cannot be read", "Correct the changelog at the named place; nothing was written.");

    /// <summary>Another text where a script would be written.</summary>
    public static readonly FailureCode ScriptStands = new("PLAN350", "Another script stands where one would be written", "Give the resource a folder of its own for the imported scripts, or remove the file; nothing was written.");
}
