namespace FunctionsMigrator.Core.Planning.Rendering;

/// <summary>What a line of a plan is; a terminal colours by it.</summary>
public enum PlanTone
{
    /// <summary>Ordinary text.</summary>
    Plain,

    /// <summary>The head of a plan or of a target.</summary>
    Heading,

    /// <summary>Something is created, or a line of a value comes.</summary>
    Added,

    /// <summary>Something is changed, or a script runs.</summary>
    Changed,

    /// <summary>Something is deleted, or a line of a value goes.</summary>
    Removed,

    /// <summary>Less important than what stands around it.</summary>
    Faint,

    /// <summary>Worth a look.</summary>
    Warning,

    /// <summary>Keeps the plan from being applied.</summary>
    Error,
}

/// <summary>One line of a plan as text, without a line break.</summary>
public sealed record PlanTextLine(PlanTone Tone, string Text);
