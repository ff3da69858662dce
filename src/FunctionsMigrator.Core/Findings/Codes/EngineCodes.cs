namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>The durable engine: its file, its steps, its histories.</summary>
public static class EngineCodes
{
    /// <summary>The engine file cannot be opened, read or written.</summary>
    public static readonly FailureCode Unavailable = new("ENG001", "The engine file cannot be used", "Check that its folder exists, that you may write there and that no other program holds the file, then run the same command again.");

    /// <summary>No space left.</summary>
    public static readonly FailureCode Full = new("ENG002", "The engine file cannot grow", "Free space on its disk, then `fm resume RUN`; every fact written before stands.");

    /// <summary>The engine file is damaged or something else.</summary>
    public static readonly FailureCode Corrupt = new("ENG003", "The engine file is damaged or is not an engine file", "Restore it from a backup, or move it away: runs and audit are in the store, and open runs are started again with `fm retry RUN`.");

    /// <summary>Written by a newer version.</summary>
    public static readonly FailureCode Newer = new("ENG004", "The engine file was written by a newer version", "Use the version that wrote it, or a newer one.");

    /// <summary>A step threw.</summary>
    public static readonly FailureCode StepThrew = new("ENG010", "A step met a broken assumption", "Look for the incident id in the log of the host, and report what it says.");

    /// <summary>A child run failed.</summary>
    public static readonly FailureCode ChildFailed = new("ENG011", "A child run failed", "Look at the child's problem, and for its incident id in the log of the host.");

    /// <summary>Another instance has the id of a child.</summary>
    public static readonly FailureCode ChildTaken = new("ENG012", "The id of a child run is taken", "Start the run again with `fm retry RUN`; the new attempt has ids of its own.");

    /// <summary>An answer is too large for a history.</summary>
    public static readonly FailureCode AnswerTooLarge = new("ENG013", "The answer of a step is too large for a history", "A defect of the step: it stores what is large and answers a reference. Report it.");

    /// <summary>A step got no answer.</summary>
    public static readonly FailureCode StepLost = new("ENG014", "A step was started and never answered", "Look in the log of the host for what ended its worker, or for the store that could not be used, then `fm retry RUN`.");

    /// <summary>The platform ended an instance.</summary>
    public static readonly FailureCode EndedOutside = new("ENG015", "The platform or a person ended the instance, not its workflow", "Look at the instance in the task hub, by its id, then `fm retry RUN`.");

    /// <summary>Code and history part.</summary>
    public static readonly FailureCode Diverged = new("ENG020", "The workflow code does not fit the history", "Run the version that wrote the history, or keep its order of calls behind the workflow's version.");

    /// <summary>No such workflow or step in this program.</summary>
    public static readonly FailureCode UnknownName = new("ENG021", "This program has no such workflow or step", "Run the version that started the run, or a newer one.");

    /// <summary>The workflow code threw.</summary>
    public static readonly FailureCode WorkflowThrew = new("ENG022", "The workflow met a broken assumption", "Look for the incident id in the log of the host, and report what it says.");

    /// <summary>The workflow code did what the port does not allow.</summary>
    public static readonly FailureCode RuleBroken = new("ENG023", "The workflow code broke a rule of the engine", "A defect of the workflow: it awaits only calls of its context, one at a time. Report it.");

    /// <summary>A history file cannot be read.</summary>
    public static readonly FailureCode UnreadableHistory = new("ENG024", "The history cannot be read", "Export it again; one fact a line, as src/FunctionsMigrator.Engine/Facts/README.md describes.");
}
