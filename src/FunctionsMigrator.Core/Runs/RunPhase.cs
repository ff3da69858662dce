using FunctionsMigrator.Core.Audit;

namespace FunctionsMigrator.Core.Runs;

/// <summary>What a wave goes through.</summary>
public enum PhaseKind
{
    /// <summary>It is written and read back.</summary>
    Wave,

    /// <summary>It is watched.</summary>
    Bake,
}

/// <summary>The part of a rollout that is at work, or was at work last. Pauses count as part of it.</summary>
/// <param name="Kind">What.</param>
/// <param name="Wave">Of which wave, from 1.</param>
/// <param name="Since">When it began.</param>
/// <param name="Ended">When it ended; null: it goes on.</param>
/// <param name="Passed">Whether it ended well.</param>
public sealed record RunPhase(PhaseKind Kind, int Wave, DateTimeOffset Since, DateTimeOffset? Ended = null, bool Passed = false)
{
    /// <summary>The phase behind an audit event. The same event again changes nothing, so a step may tell it twice.</summary>
    public static RunPhase? After(RunPhase? phase, string? auditEvent, int wave, DateTimeOffset now) => auditEvent switch
    {
        AuditEvents.WaveStarted => Begin(phase, PhaseKind.Wave, wave, now),
        AuditEvents.BakeStarted => Begin(phase, PhaseKind.Bake, wave, now),
        AuditEvents.WaveApplied or AuditEvents.Baked => phase?.End(now, passed: true),
        AuditEvents.BakeFailed or AuditEvents.RollingBack => phase?.End(now, passed: false),
        _ => phase,
    };

    /// <summary>The phase at its end; one that has ended stays as it is.</summary>
    public RunPhase End(DateTimeOffset now, bool passed) => Ended is null ? this with { Ended = now, Passed = passed } : this;

    private static RunPhase Begin(RunPhase? phase, PhaseKind kind, int wave, DateTimeOffset now) =>
        phase is { Ended: null } open && open.Kind == kind && open.Wave == wave ? open : new RunPhase(kind, wave, now);
}
