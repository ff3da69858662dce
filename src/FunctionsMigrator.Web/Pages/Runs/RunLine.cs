using System.Globalization;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Reviews;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Web.Pages.Look;

namespace FunctionsMigrator.Web.Pages.Runs;

/// <summary>A moment of a run on its timeline.</summary>
/// <param name="Text">What happened.</param>
/// <param name="Why">Why, in the words of who did it; null: nobody said.</param>
/// <param name="Tone">The colour.</param>
/// <param name="Icon">The picture.</param>
/// <param name="At">When.</param>
/// <param name="Lasted">Until the next moment; null: until now.</param>
internal sealed record RunMoment(string Text, string? Why, string Tone, string Icon, DateTimeOffset At, TimeSpan? Lasted);

/// <summary>The life of a run as moments with the time between them.</summary>
internal static class RunLine
{
    /// <summary>The moments of what an audit says.</summary>
    public static IReadOnlyList<RunMoment> Of(RunMarks marks)
    {
        var told = marks.Marks.Select(mark => (Mark: mark, Word: Word(mark))).Where(mark => mark.Word is not null).ToList();
        return [.. told.Select((told1, place) => Moment(told1.Mark, told1.Word!.Value, place + 1 < told.Count ? told[place + 1].Mark.At - told1.Mark.At : null))];
    }

    private static RunMoment Moment(RunMark mark, (string Text, string Tone, string Icon) word, TimeSpan? lasted) =>
        new(word.Text, mark.Details.GetValueOrDefault(AuditDetails.Reason) ?? mark.Details.GetValueOrDefault(AuditDetails.Asked), word.Tone, word.Icon, mark.At, lasted);

    private static (string Text, string Tone, string Icon)? Word(RunMark mark) => mark.Event switch
    {
        AuditEvents.Received => ($"Received from {mark.Actor}", Tones.Idle, "on"),
        AuditEvents.Validated => ("Files, checksums and signatures checked", Tones.Ok, "ok"),
        AuditEvents.Planned => ("Plan made", Tones.Ok, "ok"),
        AuditEvents.Rehearsed => ("Applied and undone in a rehearsal", Tones.Ok, "ok"),
        AuditEvents.PlanVoid => ("Targets moved: the plan is void", Tones.Wait, "alert"),
        AuditEvents.ApprovalRequested => ("People were asked", Tones.Wait, "people"),
        AuditEvents.Approved => ($"Approved by {mark.Actor}", Tones.Ok, "ok"),
        AuditEvents.Rejected => ($"Rejected by {mark.Actor}", Tones.Bad, "bad"),
        AuditEvents.Withdrawn => ($"Approval withdrawn by {mark.Actor}", Tones.Wait, "back"),
        AuditEvents.Overridden => ($"Rule set aside by {mark.Actor}", Tones.Wait, "alert"),
        AuditEvents.BreakGlass => ($"Approvals set aside by {mark.Actor}", Tones.Bad, "alert"),
        AuditEvents.Reviewed => ($"Looked at afterwards by {mark.Actor}", Tones.Ok, "ok"),
        AuditEvents.LockTaken => ("Environment locked", Tones.Idle, "lock"),
        AuditEvents.WaveStarted => ($"Wave {Wave(mark)} begins to be written", Tones.Go, "on"),
        AuditEvents.WaveApplied => ($"Wave {Wave(mark)} written and read back", Tones.Ok, "ok"),
        AuditEvents.BakeStarted => ($"Wave {Wave(mark)} is watched", Tones.Go, "wait"),
        AuditEvents.Baked => ($"Wave {Wave(mark)} is well", Tones.Ok, "ok"),
        AuditEvents.BakeFailed => ($"Wave {Wave(mark)} is not well", Tones.Bad, "bad"),
        AuditEvents.Paused => ("Paused", Tones.Wait, "pause"),
        AuditEvents.Resumed => ($"Let go on by {mark.Actor}", Tones.Go, "on"),
        AuditEvents.Advanced => ($"Advanced by {mark.Actor}", Tones.Go, "on"),
        AuditEvents.Skipped => ($"Target left out by {mark.Actor}", Tones.Wait, "on"),
        AuditEvents.Aborted => ($"Stopped by {mark.Actor}", Tones.Bad, "bad"),
        AuditEvents.RollingBack => ("Taking back begins", Tones.Wait, "back"),
        AuditEvents.Restored => ("Taken back", Tones.Wait, "back"),
        AuditEvents.LockBroken => ($"Lock broken by {mark.Actor}", Tones.Bad, "alert"),
        AuditEvents.Command => ($"{mark.Details.GetValueOrDefault(AuditDetails.Command) ?? "Something"} asked for by {mark.Actor}", Tones.Idle, "people"),
        AuditEvents.Finished => Finished(mark),
        _ => null,
    };

    private static (string Text, string Tone, string Icon) Finished(RunMark mark) =>
        Enum.TryParse<RunState>(mark.Details.GetValueOrDefault(AuditDetails.State), out var state) ? (PageWords.State(state), Tones.Of(state), Tones.IconOf(state)) : ("Ended", Tones.Idle, "idle");

    private static string Wave(RunMark mark) => mark.Wave?.ToString(CultureInfo.InvariantCulture) ?? "";
}
