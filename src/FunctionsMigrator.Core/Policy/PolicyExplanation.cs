using System.Globalization;
using FunctionsMigrator.Core.Runs;
using NodaTime;

namespace FunctionsMigrator.Core.Policy;

/// <summary>An instant as people of a zone say it.</summary>
/// <param name="At">The instant, in UTC.</param>
/// <param name="Zone">IANA zone.</param>
public sealed record LocalInstant(DateTimeOffset At, string Zone)
{
    /// <summary>Day, date and time of the zone: <c>Mon 2026-11-30 09:00</c>.</summary>
    public string Local => Instant.FromDateTimeOffset(At).InZone(LocalTimes.Zone(Zone) ?? DateTimeZone.Utc).LocalDateTime.ToString("ddd uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary><c>Mon 2026-11-30 09:00 (Europe/Berlin), 2026-11-30 08:00Z</c>.</summary>
    public override string ToString() =>
        Zone is "UTC" ? $"{Local} (UTC)" : $"{Local} ({Zone}), {At.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture)}";
}

/// <summary>One thing that holds a run.</summary>
/// <param name="Code">Stable code: <c>POL201</c> to <c>POL205</c>, <c>RUN005</c>.</param>
/// <param name="Text">What, for people.</param>
/// <param name="Until">When it ends by itself; null: only people end it.</param>
public sealed record WaitReason(string Code, string Text, LocalInstant? Until = null);

/// <summary>Why a run waits, or would, and when it may start: the one answer that the command line, the API and the review page show.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="At">The instant that was asked about.</param>
/// <param name="Reasons">Everything that holds it then, in order: people, soak, freezes, windows, another run. Empty: nothing does.</param>
/// <param name="NextStart">
/// The next instant at which it may start, once people have decided where they must; <paramref name="At"/> itself when nothing holds it. Null: only people, or another run, hold it, and no
/// clock says how long; or a time holds it for two years and more.
/// </param>
/// <param name="Needed">Who is still needed, in the order of the stages.</param>
public sealed record PolicyExplanation(
    string Environment, DateTimeOffset At, IReadOnlyList<WaitReason> Reasons, LocalInstant? NextStart, IReadOnlyList<NeededApproval> Needed)
{
    /// <summary>The run; null: asked about the environment alone.</summary>
    public string? Run { get; init; }

    /// <summary>Where the run stands.</summary>
    public RunState? State { get; init; }

    /// <summary>The plan that people decide about.</summary>
    public Digest? Plan { get; init; }

    /// <summary>How many stages of approval there are; 0: nobody is needed.</summary>
    public int Stages { get; init; }

    /// <summary>Since when people are asked about the plan; null: they are not.</summary>
    public LocalInstant? AskedAt { get; init; }

    /// <summary>When the run expires unless they have decided; null: it does not wait for people.</summary>
    public LocalInstant? ExpiresAt { get; init; }

    /// <summary>Who approved the plan.</summary>
    public IReadOnlyList<string> ApprovedBy { get; init; } = [];

    /// <summary>What is set aside: <c>freeze:NAME</c>, <c>window</c>, <c>approvals</c>.</summary>
    public IReadOnlyList<string> SetAside { get; init; } = [];

    /// <summary>Whether nothing holds it at the instant.</summary>
    public bool MayStart => Reasons.Count == 0;

    /// <summary>Why no next start is named, in words that follow the reasons; null where one is.</summary>
    public string? WithoutStart => (NextStart, Reasons.Any(reason => reason.Until is not null), Needed.Count) switch
    {
        (not null, _, _) => null,
        (_, true, _) => "next start not within two years",
        (_, _, > 0) => "may start as soon as people have decided",
        _ => "nothing says when it may start",
    };

    /// <summary>All of it in one line: <c>blocked because ..., next start ..., still needed: a dba (Bo or Kim)</c>.</summary>
    public string Text => MayStart
        ? "may start now"
        : $"blocked because {string.Join("; ", Reasons.Select(reason => reason.Text))}, {WithoutStart ?? $"next start {NextStart}"}"
            + (Needed.Count == 0 ? "" : $", still needed: {string.Join(", ", OpenSlots.Words(Needed, Stages))}");
}
