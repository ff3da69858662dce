using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Planning.Rendering;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Rollout;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Notices;

/// <summary>Makes what a notice says from the records as they stand when it is sent.</summary>
internal sealed class NoticeComposer(MigratorServices services, RunMetadata metadata)
{
    private const int MostChanges = 40;
    private const int MostFindings = 10;
    private const int MostWaves = 10;
    private const int MostReasons = 10;
    private const int MostUnits = 5;
    private const int ShortPlan = 12;
    private const int InlineValue = 80;

    /// <summary>The first twelve digits of a plan.</summary>
    public static string? Short(Digest? plan) => plan?.Hex[..ShortPlan];

    /// <summary>Everything but the link, which is each receiver's own.</summary>
    public async Task<NoticeContent> ComposeAsync(Notice notice, RunRecord run, CancellationToken cancellation)
    {
        var content = new NoticeContent
        {
            Run = run.Id,
            Key = notice.Key,
            Kind = notice.Kind,
            Environment = NoticeText.Line(run.Environment),
            Commit = PlanWords.ShortCommit(run.Commit),
            Title = run.Title is { Length: > 0 } title ? NoticeText.Line(title) : null,
            Headline = NoticeWords.Headline(notice.Kind, run),
            At = notice.At,
            State = run.State,
            Reason = Reason(notice, run),
            By = notice.By is { } by ? NoticeText.Line(await ShownAsync(run, by, cancellation)) : null,
            Next = NoticeWords.Next(notice.Kind, run),
            Plan = Short(run.Plan?.Digest),
            Findings = [.. run.TopFindings.Take(MostFindings).Select(Line)],
            MoreFindings = Math.Max(0, run.TopFindings.Count - MostFindings),
            Needed = notice.Kind.Asks() ? [.. run.StillNeeded.Take(MostReasons).Select(needed => NoticeText.Line(needed))]
                : notice.Kind is NoticeKind.Paused && run.GateRoles() is { } roles ? [NoticeText.Line(await OpenersAsync(run, roles, cancellation))] : [],
            Deadline = notice.Kind.Asks() && run.State is RunState.AwaitingApproval ? run.Until : null,
            Command = Command(notice, run),
        };
        if (notice.Kind.IsAlert())
        {
            return content with { Plan = null, Findings = [], MoreFindings = 0 };
        }

        return run.Plan is { } plan && await services.Store.Blobs.ReadJsonAsync<PlanIndex>(BlobArea.Plans, plan.Blob, cancellation) is { } index
            ? await WithPlanAsync(content, run, index, cancellation)
            : content;
    }

    private async Task<string> ShownAsync(RunRecord run, string by, CancellationToken cancellation) =>
        run.RulesFrom is null ? by : new Persons((await Rules.OfAsync(services.Store.Blobs, run, cancellation)).People).Shown(by);

    // One of these people opens the gate.
    private async Task<string> OpenersAsync(RunRecord run, IReadOnlyList<string> roles, CancellationToken cancellation)
    {
        if (roles.Count == 0)
        {
            return "an operator";
        }

        var persons = run.RulesFrom is null ? new Persons(null) : new Persons((await Rules.OfAsync(services.Store.Blobs, run, cancellation)).People);
        return $"an operator who is {string.Join(", or ", roles.Select(role => persons.With(role).ToList() is { Count: > 0 } known ? $"{role} ({string.Join(" or ", known)})" : role))}";
    }

    private static string? Reason(Notice notice, RunRecord run)
    {
        var ofRun = notice.Kind.Ends() || notice.Kind is NoticeKind.Paused || (notice.Kind is NoticeKind.RollingBack && run.State is RunState.RollingBack);
        var said = ofRun ? run.Reason ?? notice.Reason : notice.Reason;
        var code = ofRun ? run.ReasonCode : null;
        return (code, said) switch
        {
            (_, null or "") => code,
            (null, _) => NoticeText.Line(said),
            _ => NoticeText.Line($"{code}: {said}"),
        };
    }

    private static string Command(Notice notice, RunRecord run) => notice.Kind switch
    {
        NoticeKind.Drift => $"fm drift show --env {run.Environment}",
        NoticeKind.HostStopped => "fm status",
        NoticeKind.Paused when run.IsAtGate() => $"fm advance {run.Id}",
        _ when notice.Kind.Asks() && run.Plan is { } plan => $"fm approve {run.Id} --plan {plan.Digest.Hex[..ShortPlan]}",
        _ => $"fm status {run.Id}",
    };

    private static string Line(Finding finding) =>
        NoticeText.Line($"{finding.Severity.ToString().ToLowerInvariant()} {finding.Code}: {(finding.Target is { } target ? $"{target}: " : "")}{finding.Message}");

    private async Task<NoticeContent> WithPlanAsync(NoticeContent content, RunRecord run, PlanIndex index, CancellationToken cancellation)
    {
        var (changes, more) = await ChangesAsync(index, cancellation);
        var (waves, notes) = await RolloutAsync(run, index, cancellation);
        return content with
        {
            Risk = index.Risk,
            Reasons = [.. index.Reasons.Take(MostReasons).Select(reason => NoticeText.Line(reason))],
            Summary = $"{(index.Counts().Total > 0 ? PlanWords.ShortCounts(index.Counts()) : "no change of a target")}; {PlanWords.Reach(index)}",
            Changes = changes,
            MoreChanges = more,
            Rollout = [.. waves.Take(MostWaves)],
            MoreWaves = Math.Max(0, waves.Count - MostWaves),
            Notes = notes,
        };
    }

    private async Task<(IReadOnlyList<NoticeChange> Changes, int More)> ChangesAsync(PlanIndex index, CancellationToken cancellation)
    {
        var changes = new List<NoticeChange>();
        foreach (var target in index.Targets.Where(target => target.Counts.Writes > 0))
        {
            if (changes.Count == MostChanges)
            {
                break;
            }

            await foreach (var change in PlanLines.Of(services.Store.Blobs, target, cancellation))
            {
                if (change.Writes)
                {
                    changes.Add(Line(target, change));
                    if (changes.Count == MostChanges)
                    {
                        break;
                    }
                }
            }
        }

        return (changes, index.Counts().Writes - changes.Count);
    }

    private static NoticeChange Line(TargetPlan target, Change change)
    {
        var inline = ChangeDiff.Inline(change, InlineValue);
        var text = $"{PlanWords.Verb(change.Action)} {change.Item}{(inline is null ? "" : $"  {inline}")}";
        var risk = change.Risk > RiskLevel.Low ? $"risk {PlanWords.Risk(change.Risk)}{(change.Reasons.Count > 0 ? $": {string.Join("; ", change.Reasons)}" : "")}" : null;
        var remark = string.Join("; ", new[] { risk, PlanWords.TakenBack(change.Reversal) }.OfType<string>());
        return new NoticeChange(PlanWords.Sign(change.Action), NoticeText.Line(target.Address.ToString()), NoticeText.Line(text), remark.Length == 0 ? null : NoticeText.Line(remark));
    }

    // The waves are spread again from what they were spread from: rollout, targets and plan.
    private async Task<(IReadOnlyList<string> Waves, IReadOnlyList<string> Notes)> RolloutAsync(RunRecord run, PlanIndex index, CancellationToken cancellation)
    {
        var repository = await metadata.OfAsync(run, cancellation);
        var rollout = run.Reverts is null ? repository.Environments[run.Environment].Rollout : new RolloutDefinition();
        var waves = Waves.Spread(rollout, await metadata.BindingsAsync(run, cancellation), [.. index.Targets.Select(target => (target, ""))]);
        var notes = repository.Changes.Where(note => index.Notes.Contains(note.Name)).Take(MostReasons)
            .Select(note => NoticeText.Line($"{note.Title}{(note.Ticket is { } ticket ? $" ({ticket})" : "")}{(note.Reason is { } reason ? $": {reason}" : "")}"));
        return ([.. waves.Select(wave => Line(wave, waves.Count))], [.. notes]);
    }

    private static string Line(Wave wave, int of)
    {
        var units = wave.Targets().Select(target => target.Address.Unit).Distinct(StringComparer.Ordinal).ToList();
        var named = string.Join(", ", units.Take(MostUnits));
        var more = units.Count > MostUnits ? $" and {units.Count - MostUnits} more" : "";
        var name = of == 1 ? "At once" : wave.Number == 1 ? "Canary" : $"Wave {wave.Number}";
        var watched = wave.Bake > TimeSpan.Zero ? $", then watched for {DurationJsonConverter.Format(wave.Bake)}{(wave.Analyses.Count > 0 ? $" by {string.Join(", ", wave.Analyses)}" : "")}" : "";
        var waits = wave.Rule?.Gate is true && wave.Number < of ? ", then waits until somebody advances the run" : "";
        return NoticeText.Line($"{name}: {named}{more}{watched}{waits}");
    }
}
