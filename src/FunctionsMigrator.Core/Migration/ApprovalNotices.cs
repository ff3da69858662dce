using System.Globalization;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Migration;

/// <summary>
/// Tells people that they are asked, reminds them, and asks further people in the end. What is due depends on the time alone, and each notice has a key of its own: a step that is
/// executed again tells nobody twice, and a host that stood still reminds once, not as often as it should have.
/// </summary>
internal sealed class ApprovalNotices(NoticeOutbox outbox)
{
    /// <summary>Stores what is due now; answers when the next is.</summary>
    public async Task<DateTimeOffset?> TellAsync(RunRecord run, RunAssessment assessed, DateTimeOffset requested, CancellationToken cancellation)
    {
        var (rules, now, plan) = (assessed.Facts.Policy.Approvals, assessed.Facts.Now, assessed.Facts.Plan);
        var stage = assessed.Needed[0].Stage;
        await AddAsync(stage == 1 ? $"requested-{plan.Short}" : $"requested-{plan.Short}-s{stage.ToString(CultureInfo.InvariantCulture)}", NoticeKind.ApprovalRequested, stage == 1 ? requested : now);
        var next = (DateTimeOffset?)null;
        if (rules.RemindEvery > TimeSpan.Zero)
        {
            var periods = (now - requested).Ticks / rules.RemindEvery.Ticks;
            if (periods > 0)
            {
                await AddAsync($"reminder-{plan.Short}-{periods.ToString(CultureInfo.InvariantCulture)}", NoticeKind.ApprovalReminder, requested + (rules.RemindEvery * periods));
            }

            next = requested + (rules.RemindEvery * (periods + 1));
        }

        if (rules.Escalate is { } escalate)
        {
            var due = requested + escalate.After;
            if (due <= now)
            {
                await AddAsync($"escalated-{plan.Short}", NoticeKind.Escalated, due);
            }
            else
            {
                next = next < due ? next : due;
            }
        }

        return next;

        Task AddAsync(string key, NoticeKind kind, DateTimeOffset at) => outbox.AddAsync(new Notice(run.Id, key, kind, at, plan), cancellation);
    }
}
