namespace FunctionsMigrator.Core.Audit;

/// <summary>Names of details that mean the same in every event.</summary>
public static class AuditDetails
{
    /// <summary>How many records the run has; in its seal.</summary>
    public const string Records = "records";

    /// <summary>The environment; in a run's seal.</summary>
    public const string Environment = "environment";

    /// <summary>The state that the run entered.</summary>
    public const string State = "state";

    /// <summary>Why, for people.</summary>
    public const string Reason = "reason";

    /// <summary>Why somebody asked for the run, in their words.</summary>
    public const string Asked = "asked";

    /// <summary>The code behind the reason.</summary>
    public const string Code = "code";

    /// <summary>The wave, from 1.</summary>
    public const string Wave = "wave";

    /// <summary>The fence of a lock, or the claim of a target.</summary>
    public const string Fence = "fence";

    /// <summary>The command, by its kind.</summary>
    public const string Command = "command";
}
