using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Runs;

/// <summary>Where a run stands. The order is the order of a run that goes well; everything from <see cref="Completed"/> on is final.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunState>))]
public enum RunState
{
    /// <summary>Accepted; nothing read yet.</summary>
    Received,

    /// <summary>Files, checksums and references are checked.</summary>
    Validating,

    /// <summary>The plan is applied and undone on scratch targets.</summary>
    Rehearsing,

    /// <summary>Every target is compared.</summary>
    Planning,

    /// <summary>People must say yes to exactly this plan.</summary>
    AwaitingApproval,

    /// <summary>A window, the end of a freeze, a soak or a promotion is awaited; the record says which and until when.</summary>
    AwaitingWindow,

    /// <summary>A wave is written.</summary>
    Applying,

    /// <summary>A wave is watched and measured.</summary>
    Baking,

    /// <summary>A person must decide how it goes on.</summary>
    Paused,

    /// <summary>What was changed is taken back.</summary>
    RollingBack,

    /// <summary>All targets changed and verified.</summary>
    Completed,

    /// <summary>Nothing to do; all targets verified.</summary>
    NoChanges,

    /// <summary>Files, signatures or checksums are wrong.</summary>
    Invalid,

    /// <summary>A live value is neither base nor desired.</summary>
    Conflict,

    /// <summary>Stopped before the first write.</summary>
    Cancelled,

    /// <summary>A rule forbids it.</summary>
    Denied,

    /// <summary>A person said no.</summary>
    Rejected,

    /// <summary>Nobody decided in time.</summary>
    Expired,

    /// <summary>Replaced by a newer run.</summary>
    Superseded,

    /// <summary>Restored and verified.</summary>
    RolledBack,

    /// <summary>Some targets keep the new bundle by decision.</summary>
    Partial,

    /// <summary>A person is needed; the audit says what was restored and what was not.</summary>
    Failed,
}

/// <summary>What states mean.</summary>
public static class RunStates
{
    /// <summary>Whether nothing follows.</summary>
    public static bool IsFinal(this RunState state) => state >= RunState.Completed;

    /// <summary>Whether the run has not written to a target: every state before Applying.</summary>
    public static bool IsWaiting(this RunState state) => state < RunState.Applying;

    /// <summary>Whether the bundle of a run in this state is what its environment holds.</summary>
    public static bool IsGood(this RunState state) => state is RunState.Completed or RunState.NoChanges;

    /// <summary>Exit code of an <c>fm</c> that waited for the run; 3 for a run that is not final.</summary>
    public static int ExitCode(this RunState state, bool allowSuperseded = false) => state switch
    {
        RunState.Completed or RunState.NoChanges => 0,
        RunState.RolledBack => 4,
        RunState.Denied or RunState.Rejected or RunState.Expired => 3,
        RunState.Superseded => allowSuperseded ? 0 : 3,
        _ when !state.IsFinal() => 3,
        _ => 1,
    };
}
