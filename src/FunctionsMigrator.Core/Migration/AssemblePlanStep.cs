using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Lint;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Policy.Rules;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Rollout;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Telemetry;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>Puts the targets' plans together, weighs the risk, spreads the waves and asks the policy.</summary>
internal sealed class AssemblePlanStep(
    MigratorServices services, RunStore runs, RunMetadata metadata, EnvironmentRecords environments, PlanShelf shelf, TargetStates states, RunFindings findings, DecidingRules deciding, RunAudit audit, EnvironmentLock locks)
{
    private const int NamedLeftOut = 50;
    private const int NamedAuthors = 50;

    public async Task<StepReply<AssembledPlan>> RunAsync(StepContext context, RoundStep input, CancellationToken cancellation)
    {
        var run = await runs.RequireAsync(input.Run, cancellation);
        var repository = await metadata.OfAsync(run, cancellation);
        run = await deciding.NoteAsync(run, repository, cancellation);
        var environment = repository.Environments[run.Environment];
        await locks.ReleaseCopyAsync(environment, run.Id, cancellation);
        var bindings = await metadata.BindingsAsync(run, cancellation);
        var rules = await Rules.OfAsync(services.Store.Blobs, run, cancellation);
        var lint = new LintLevels(rules.Policy.Lint);
        var budget = await SpendAsync(run, input.Round, bindings, environment, lint, cancellation);
        IReadOnlyList<(TargetPlan Plan, string Blob)> plans = [.. budget.Plans.Select(plan => (lint.Apply(plan.Plan), plan.Blob))];
        var leftOut = plans.Where(plan => plan.Plan.Blocked is PlanBlock.LeftOut).Select(plan => plan.Plan.Address.ToString()).ToHashSet(StringComparer.Ordinal);
        var found = budget.Findings.SelectMany(finding => finding.Target is { } of && leftOut.Contains(of) ? [finding] : lint.Apply([finding])).ToList();
        if (run.Forced)
        {
            found.Add(DeliveryCodes.Forced.Finding($"Commit {run.Commit[..7]} came by a push that took other commits off its branch."));
        }

        var index = Index(run, repository, environment, plans, found);
        var waves = run.Reverts is null
            ? Waves.Spread(environment.Rollout, bindings, plans)
            : Waves.Spread(new RolloutDefinition(), bindings, plans);
        var outcome = Outcome(run, index, found);
        var (verdict, holds, proofs) = outcome is PlanOutcome.Changes
            ? await JudgeAsync(run, repository, rules, index, cancellation)
            : (new PolicyVerdict([], [], []), [], []);
        found.AddRange(verdict.Denials);
        outcome = verdict.Denials.Count > 0 ? PlanOutcome.Denied : outcome;
        await findings.OfPlanAsync(run, found, cancellation);
        await ShowAsync(run, index, waves, verdict, holds, proofs, cancellation);
        await audit.PlannedAsync(run, context.Key, index, outcome is PlanOutcome.Changes or PlanOutcome.Denied ? verdict : null, cancellation);
        await ShowAsync(run, budget, cancellation);
        Tell(run, index);
        var answer = await AnswerAsync(environment, index, waves, outcome, found, cancellation);
        return StepReply.Of(answer with { MaxFailures = MaxFailures(run, environment), LeftOut = LeftOut(budget) });
    }

    /// <summary>What of an environment's rollout an approval binds to.</summary>
    public static Digest RolloutDigest(EnvironmentDocument environment) =>
        Digest.Of(JsonSerializer.Serialize(new { environment.Rollout, environment.Analyses }, FmJson.Line));

    // What is taken back is taken back everywhere: a rollback leaves nothing behind.
    private static int MaxFailures(RunRecord run, EnvironmentDocument environment) => run.Reverts is null ? environment.Rollout.MaxFailures : 0;

    private static IReadOnlyList<TargetFailure>? LeftOut(ErrorBudget budget) => budget.LeftOut.Count == 0
        ? null
        : [.. budget.LeftOut.Take(NamedLeftOut).Select(entry => new TargetFailure(entry.Address, entry.Cause.Code, entry.Cause.Message))];

    private void Tell(RunRecord run, PlanIndex index)
    {
        services.Telemetry.Log.PlanMade(index.Digest.Hex, run.Id, index.Counts().Writes, index.Targets.Count, index.Risk);
        var moved = index.Targets.Sum(target => target.Findings.Count(finding => finding.Code == PlanCodes.Drift.Code));
        services.Telemetry.DriftFound(run.Environment, moved, run.Id, index.Digest.Hex);
    }

    private async Task<ErrorBudget> SpendAsync(
        RunRecord run, int round, IReadOnlyList<TargetBinding> bindings, EnvironmentDocument environment, LintLevels lint, CancellationToken cancellation)
    {
        var plans = new List<(TargetPlan Plan, string Blob)>();
        var rehearsed = new Dictionary<TargetAddress, IReadOnlyList<Finding>>();
        foreach (var binding in bindings)
        {
            var (plan, blob) = await shelf.GetAsync(run.Id, round, binding.Address, cancellation);
            plans.Add((lint.Lighten(plan) with { Measures = await shelf.GetMeasuresAsync(run.Id, round, binding.Address, cancellation) }, blob));
            rehearsed[binding.Address] = await shelf.GetRehearsalAsync(run.Id, round, binding.Address, cancellation) ?? [];
        }

        return ErrorBudget.Spend(MaxFailures(run, environment), plans, rehearsed);
    }

    private async Task ShowAsync(RunRecord run, ErrorBudget budget, CancellationToken cancellation)
    {
        var causes = budget.LeftOut.ToDictionary(entry => entry.Address, entry => entry.Cause.Message);
        foreach (var (plan, _) in budget.Plans.Where(plan => plan.Plan.Blocked is PlanBlock.LeftOut))
        {
            var message = causes.GetValueOrDefault(plan.Address);
            await states.UpdateAsync(
                run.Id, plan.Address, state => state with { Progress = message is null ? TargetProgress.Skipped : TargetProgress.Failed, Message = message }, cancellation);
        }
    }

    private PlanIndex Index(
        RunRecord run, MetadataRepository repository, EnvironmentDocument environment, IReadOnlyList<(TargetPlan Plan, string Blob)> plans, List<Finding> found)
    {
        var digest = PlanDigest.Of(plans.Select(plan => plan.Plan), RolloutDigest(environment), run.RulesFrom!.Value);
        var changed = plans.SelectMany(plan => plan.Plan.Sections).Where(section => section.Writes > 0).Select(section => section.Resource).ToHashSet(StringComparer.Ordinal);
        var notes = repository.Changes.Where(note => note.Covers.Any(changed.Contains)).ToList();
        var (risk, reasons) = PlanRisk.Of([.. plans.Select(plan => plan.Plan)], notes, run.ChangesRules, found);
        return new PlanIndex(
            run.Environment, run.Commit, run.Bundle!.Value, digest, services.Time.GetUtcNow(), [.. plans.Select(plan => plan.Plan)], risk, reasons, [.. notes.Select(note => note.Name)]);
    }

    // Nobody is asked to approve what could not go: that the bundle stood in the environment before is looked at here, and again when the run begins.
    private async Task<(PolicyVerdict Verdict, IReadOnlyList<ScheduledHold> Holds, IReadOnlyList<string> Proofs)> JudgeAsync(RunRecord run, MetadataRepository repository, Rules rules, PlanIndex index, CancellationToken cancellation)
    {
        var facts = await FactsAsync(run, repository, rules, index, cancellation);
        await NameAuthorsAsync(run, facts, cancellation);
        var verdict = PolicyRules.Evaluate(facts);
        verdict = run is { Reverts: null, Heals: null } && rules.Policy.Promotion is { } promotion && (await ReviewRunStep.StoodAsync(runs, run, promotion, cancellation)).Count == 0
            ? verdict with
            {
                Denials = [.. verdict.Denials, PolicyCodes.NotPromoted.Finding(
                ReviewRunStep.NotPromoted(run, promotion), remedy: $"Run `fm migrate --env {promotion.From} --commit {run.Commit[..7]}`, then `fm retry {run.Id}`.")]
            }
            : verdict;
        return run is { Reverts: null, Heals: null } ? (verdict, NoteHolds.Of(facts), ContractRule.Proofs(facts)) : (verdict, [], []);
    }

    // Only scripts of plans that cannot be taken back, or are of high risk, can lose data: the lines of others are not read for it.
    private async Task<IReadOnlyList<string>> DestructiveAsync(PlanIndex index, CancellationToken cancellation)
    {
        var resources = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var plan in index.Targets.Where(plan => plan.Irreversible || plan.Risk is RiskLevel.High))
        {
            await foreach (var change in PlanLines.Of(services.Store.Blobs, plan, cancellation))
            {
                if (change.Reasons.Any(reason => reason.StartsWith(RiskRules.LosesData, StringComparison.Ordinal)))
                {
                    resources.Add(change.Resource);
                }
            }
        }

        return [.. resources];
    }

    private Task<RunRecord> NameAuthorsAsync(RunRecord run, PolicyFacts facts, CancellationToken cancellation)
    {
        var persons = new Persons(facts.People);
        IReadOnlyList<string> authors =
        [
            .. facts.Commits.SelectMany(commit => commit.CoAuthors.Append(commit.Author)).Where(author => !persons.IsBot(author))
                .Select(author => persons.ByGit(author) ?? author.Email).Distinct().Order(StringComparer.Ordinal).Take(NamedAuthors),
        ];
        return runs.UpdateAsync(run.Id, record => record.Authors.SequenceEqual(authors) ? null : record with { Authors = authors }, cancellation);
    }

    private async Task<PolicyFacts> FactsAsync(RunRecord run, MetadataRepository repository, Rules rules, PlanIndex index, CancellationToken cancellation)
    {
        var good = await environments.GoodAsync(run.Environment, cancellation);
        var range = await services.Git.RangeAsync(run.Repository, good?.Commit, run.Commit, 5_000, cancellation);
        var byRule = run.Reverts is { } reverts
            && services.Time.GetUtcNow() - (await runs.RequireAsync(reverts, cancellation)).UpdatedAt <= rules.Policy.Rollback.Within;
        var brought = range.TryGet(out var commits) ? commits : [];
        return new PolicyFacts(
            rules.Policy,
            rules.People,
            index,
            repository.Changes,
            brought,
            resource => ResourceFiles.Of(repository, resource, run.Environment),
            run.StartedBy,
            run.ChangesRules ? [.. rules.Files, .. repository.Manifest.Where(entry => entry.IsPolicy).Select(entry => entry.Path), repository.Environments[run.Environment].Place.File] : [],
            byRule)
        {
            Pushers = await PushersAsync(run, brought, cancellation),
            Analyses = [.. repository.Environments[run.Environment].Analyses.Keys],
            Destructive = rules.Policy.Contract is null || run is not { Reverts: null, Heals: null } ? [] : await DestructiveAsync(index, cancellation),
            Standing = rules.Policy.Contract is null ? new Dictionary<string, ChangeStanding>() : await new ChangeStandings(services.Store.Records).OfAsync(run.Environment, cancellation),
            IsHeal = run.Heals is not null,
        };
    }

    // Each run knows who pushed what it brought; the runs of all commits of the range, in whatever environment, know it of the range.
    private async Task<IReadOnlyList<GitIdentity>> PushersAsync(RunRecord run, IReadOnlyList<CommitInfo> commits, CancellationToken cancellation)
    {
        var others = await new CommitRuns(services.Store.Records).OfAsync([.. commits.Select(commit => commit.Sha)], cancellation);
        return [.. others.OrderBy(other => other.Id, StringComparer.Ordinal).SelectMany(other => other.Pushers).Concat(run.Pushers).Distinct()];
    }

    private async Task ShowAsync(RunRecord run, PlanIndex index, IReadOnlyList<Wave> waves, PolicyVerdict verdict, IReadOnlyList<ScheduledHold> holds, IReadOnlyList<string> proofs, CancellationToken cancellation)
    {
        var blob = $"plans/{Digest.Of(JsonSerializer.Serialize(index, FmJson.Line))}";
        await services.Store.Blobs.TryCreateJsonAsync(BlobArea.Plans, blob, index, cancellation);
        var summary = new PlanSummary(
            index.Digest, blob, index.Risk, index.Targets.Any(target => target.Irreversible), index.Targets.Count, index.Targets.Count(target => target.Counts.Writes > 0), index.Counts());
        await runs.UpdateAsync(
            run.Id,
            record => record with { Plan = summary, Waves = waves.Count, Gates = Gates(waves), Holds = holds, Proofs = proofs, Slots = verdict.Slots, StageSizes = verdict.StageSizes, Excluded = verdict.Excluded, StillNeeded = [], ApprovedBy = [] },
            cancellation);
        foreach (var wave in waves)
        {
            foreach (var target in wave.Targets())
            {
                await states.UpdateAsync(run.Id, target.Address, state => state with { Wave = wave.Number }, cancellation);
            }
        }
    }

    // Behind the last wave there is nothing to wait for.
    private static IReadOnlyList<RunGate> Gates(IReadOnlyList<Wave> waves) =>
        [.. waves.SkipLast(1).Where(wave => wave.Rule?.Gate is true).Select(wave => new RunGate(wave.Number, wave.AdvancedBy ?? []))];

    private async Task<AssembledPlan> AnswerAsync(
        EnvironmentDocument environment, PlanIndex index, IReadOnlyList<Wave> waves, PlanOutcome outcome, List<Finding> found, CancellationToken cancellation)
    {
        string? blob = null;
        if (outcome is PlanOutcome.Changes)
        {
            blob = $"waves/{Digest.Of(JsonSerializer.Serialize(waves, FmJson.Line))}";
            await services.Store.Blobs.TryCreateJsonAsync(BlobArea.Plans, blob, waves, cancellation);
        }

        return new AssembledPlan(
            outcome,
            index.Digest,
            blob,
            [.. waves.Select(wave => wave.Groups.Count)],
            [.. waves.Select(wave => (long)wave.Bake.TotalMilliseconds)],
            [.. waves.Select(wave => wave.Analyses.Count > 0 || environment.Rollout.Background is { Count: > 0 })],
            environment.Rollout.OnFailure is OnFailure.Hold,
            environment.Rollout.MaxFailures,
            Reason(outcome, found),
            Rules: [.. waves.Select(wave => wave.Rule ?? new WaveRule())],
            Background: environment.Rollout.Background is { Count: > 0 } ? true : null);
    }

    // New rules are a change like any other, also where no target changes: they take force when this run has been let through by the rules before them.
    private static PlanOutcome Outcome(RunRecord run, PlanIndex index, List<Finding> found)
    {
        if (index.Targets.Any(target => target.Blocked is PlanBlock.Unreachable))
        {
            return PlanOutcome.Failed;
        }

        if (index.Targets.Any(target => target.Blocked is PlanBlock.Invalid))
        {
            return PlanOutcome.Invalid;
        }

        if (index.Targets.Any(target => target.Blocked is PlanBlock.Conflict))
        {
            return PlanOutcome.Conflict;
        }

        return found.Any(finding => finding.Severity is Severity.Error && (finding.Code == PlanCodes.RehearsalFailed.Code || finding.Code == PlanCodes.UndoFailed.Code || finding.Code == PlanCodes.NoCopy.Code))
            ? PlanOutcome.Failed
            : index.Counts().Writes > 0 || (run is { ChangesRules: true, Reverts: null, Heals: null }) ? PlanOutcome.Changes
            : index.Targets.Any(target => target.Blocked is PlanBlock.LeftOut) ? PlanOutcome.Failed : PlanOutcome.Nothing;
    }

    private static StepFailure? Reason(PlanOutcome outcome, List<Finding> found)
    {
        if (outcome is PlanOutcome.Changes or PlanOutcome.Nothing)
        {
            return null;
        }

        // With nothing to write anywhere else, what was left out is all there is to say.
        var errors = found.Where(finding => finding.Severity is Severity.Error).ToList() is { Count: > 0 } some ? some : found.Where(finding => finding.Target is not null).ToList();

        // What the linter finds decides nothing by itself: the policy's rule does, or what would have gone wrong in any case.
        errors = errors.Where(finding => !LintAnalyzers.Found(finding)).ToList() is { Count: > 0 } others ? others : errors;
        var worst = errors.FirstOrDefault(finding => outcome is not PlanOutcome.Conflict || finding.Code.StartsWith("PLAN30", StringComparison.Ordinal)) ?? errors[0];
        var more = errors.Count > 1 ? $" (and {errors.Count - 1} more)" : "";
        return new StepFailure(worst.Code, $"{(worst.Target is null ? "" : worst.Target + ": ")}{worst.Message}{more}");
    }
}
