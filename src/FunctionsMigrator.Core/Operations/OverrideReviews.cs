using System.Globalization;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Decisions;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Operations;

/// <summary>What was set aside is looked at by a second person, also long after the run is over.</summary>
internal sealed class OverrideReviews(MigratorServices services, IDecisionSigner signer)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);
    private readonly RunStore _runs = new(services.Store.Records, services.Time, services.Telemetry);
    private readonly CommandLog _commands = new(services.Store.Records);
    private readonly AuditLog _audit = new(services.Store.Blobs, services.Store.Records, services.Time);

    /// <summary>Where the audit of a review stands whose run was sealed before it.</summary>
    public static string ChainOf(string environment, DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{environment}-{at.UtcDateTime:yyyyMMdd-HHmmssfff}-review");

    /// <summary>Notes in the run's record what was set aside.</summary>
    public async Task<RunRecord> NoteAsync(RunRecord run, CancellationToken cancellation)
    {
        var rules = await Rules.OfAsync(services.Store.Blobs, run, cancellation);
        var asked = await _commands.ReadAsync(run.Id, 0, cancellation);
        var done = RunAssessment.Of(run, rules.Policy, rules.People, run.Plan!.Digest, asked, [], services.Time.GetUtcNow()).Overrides.Done;
        return await _runs.UpdateAsync(
            run.Id,
            record => RunOverrides.Missing(record, done) is { Count: > 0 } missing ? record with { Overrides = [.. record.Overrides, .. missing] } : null,
            cancellation);
    }

    /// <summary>A person has looked at everything that others set aside for the run. Audited in the run's chain while that is open, else in a chain of its own.</summary>
    public async Task<Outcome<RunCommand>> TakeAsync(RunRecord run, CommandRequest request, Caller caller, CancellationToken cancellation)
    {
        if (run.RulesFrom is null || run.Overrides.Count == 0)
        {
            return PolicyCodes.NoReview.Fail<RunCommand>($"Nothing was set aside for run {run.Id}.");
        }

        var people = new Persons((await Rules.OfAsync(services.Store.Blobs, run, cancellation)).People);
        var person = people.ByKey(caller.Name);
        var mine = run.Overrides.Where(one => person is not null && MayReview(one, person, people.Roles(person))).ToList();
        if (mine.Count == 0)
        {
            return PolicyCodes.NoReview.Fail<RunCommand>(WhyNot(run, caller.Name, person));
        }

        var draft = new RunCommand(0, CommandKind.Review, caller.Name, services.Time.GetUtcNow(), run.Plan?.Digest.Hex, request.Reason, Person: person);
        Finding? unsigned = null;
        var stored = await _commands.AppendAsync(
            run.Id,
            async number =>
            {
                var numbered = draft with { Number = number };
                var signature = await signer.SignAsync(Decision.Of(run.Id, numbered, run.Plan?.Digest), cancellation);
                unsigned = signature.Succeeded ? null : signature.Findings[0];
                return signature.Succeeded ? numbered with { Signature = signature.Value } : null;
            },
            cancellation);
        if (stored is null)
        {
            return Outcome.Fail<RunCommand>(unsigned!);
        }

        if (await RecordAsync(run, stored, cancellation) is { } unwritten)
        {
            return Outcome.Fail<RunCommand>(unwritten);
        }

        await _runs.UpdateAsync(
            run.Id,
            record => record with
            {
                Overrides =
                [
                    .. record.Overrides.Select(one => mine.Any(own => own.Number == one.Number) && one.ReviewedBy is null
                        ? one with { ReviewedBy = person, ReviewedAt = stored.At }
                        : one),
                ],
            },
            cancellation);
        return Outcome.Of(stored);
    }

    /// <summary>Tells people of what still has to be looked at: a day after it was set aside, or when the time for it is over if that is sooner, and again as often.</summary>
    public static async Task RemindAsync(NoticeOutbox outbox, RunRecord run, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var one in run.Overrides.Where(one => one.ReviewedBy is null))
        {
            var pause = one.ReviewBy - one.At < LongestPause ? one.ReviewBy - one.At : LongestPause;
            var times = pause <= TimeSpan.Zero ? 1 : (now - one.At).Ticks / pause.Ticks;
            if (times > 0)
            {
                var key = string.Create(CultureInfo.InvariantCulture, $"review-due-{one.Number}-{times}");
                await outbox.AddAsync(new Notice(run.Id, key, NoticeKind.ReviewDue, one.At + (pause * times), run.Plan?.Digest, one.Person, one.Reason), cancellation);
            }
        }
    }

    // Who set it aside has looked at it already; it takes somebody else.
    private static bool MayReview(RunOverride one, string person, IReadOnlyList<string> roles) =>
        one.ReviewedBy is null && one.Person != person && (one.ReviewRole is { } role ? roles.Contains(role) : roles.Count > 0);

    private static string WhyNot(RunRecord run, string key, string? person)
    {
        var open = run.Overrides.Where(one => one.ReviewedBy is null).ToList();
        return open switch
        {
            [] => $"Everything that was set aside for run {run.Id} was looked at.",
            _ when person is null => $"Key {key} belongs to nobody in People.",
            _ when open.All(one => one.Person == person) => $"{person} set it aside; a second person must look at it.",
            _ => $"{person} holds none of the needed roles ({string.Join(", ", open.Select(one => one.ReviewRole ?? "any").Distinct())}).",
        };
    }

    private async Task<Finding?> RecordAsync(RunRecord run, RunCommand command, CancellationToken cancellation)
    {
        var entry = RunAudit.EntryOf(run, command, null);
        var appended = await _audit.AppendAsync(run.Id, [entry], cancellation);
        if (appended.Succeeded || appended.Findings[0].Code != AuditCodes.Sealed.Code)
        {
            return appended.Succeeded ? null : appended.Findings[0];
        }

        var id = ChainOf(run.Environment, command.At);
        appended = await _audit.AppendAsync(id, [entry with { Details = new Dictionary<string, string>(entry.Details!, StringComparer.Ordinal) { ["run"] = run.Id } }], cancellation);
        var sealedLink = appended.Succeeded ? await _audit.SealAsync(run.Environment, id, command.By, cancellation) : appended.As<AuditLink>();
        return sealedLink.Succeeded ? null : sealedLink.Findings[0];
    }
}
