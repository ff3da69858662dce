namespace FunctionsMigrator.Core.Targets;

/// <summary>What a row of a target's script history says that no script ran for.</summary>
public static class HistoryAction
{
    /// <summary>What the script makes stood already.</summary>
    public const string Baseline = "baseline";

    /// <summary>Another tool's history says that it ran.</summary>
    public const string Import = "import";

    /// <summary>A person accepted the text in git for the one that ran, or that the script is no longer in git.</summary>
    public const string Repair = "repair";

    /// <summary>The script failed; nothing of it stayed.</summary>
    public const string Failure = "failure";
}
