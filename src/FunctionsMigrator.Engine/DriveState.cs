namespace FunctionsMigrator.Engine;

/// <summary>Why an engine stopped driving an instance.</summary>
public enum DriveState
{
    /// <summary>It ended with an answer.</summary>
    Completed,

    /// <summary>Its code threw or broke a rule; it is final.</summary>
    Failed,

    /// <summary>Its code, or that of a descendant, does not fit the history; nothing was appended.</summary>
    Diverged,

    /// <summary>It only waits for a timer or a bell.</summary>
    Waiting,

    /// <summary>Another process, or another call of this one, drives its run.</summary>
    LeasedElsewhere,

    /// <summary>The engine's store, or one that a step needs, cannot be used. Everything written before stands; drive again when it is repaired.</summary>
    Unavailable,

    /// <summary>There is no such instance.</summary>
    NotFound,
}
