using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Lint;
using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Rollout;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Operations;

/// <summary>Plans an environment without a run: of a commit, or of a work tree that is not committed and so cannot be approved.</summary>
public sealed class PlanPreview(MigratorServices services)
{
    /// <summary>
    /// Plans every target; what keeps one from being planned stands in its plan, and the others are planned all the same. Files that cannot be used are findings instead.
    /// The lines are blobs of the store, as a run's are.
    /// </summary>
    public async Task<Outcome<PlanIndex>> MakeAsync(ISourceTree tree, string? commit, string environment, CancellationToken cancellation) =>
        await MakeAsync(await services.Metadata.ReadAsync(tree, cancellation), commit, environment, cancellation);

    /// <inheritdoc cref="MakeAsync(ISourceTree, string?, string, CancellationToken)"/>
    /// <param name="read">The files, as they were read.</param>
    public async Task<Outcome<PlanIndex>> MakeAsync(Outcome<MetadataRepository> read, string? commit, string environment, CancellationToken cancellation)
    {
        if (!read.TryGet(out var repository))
        {
            return read.As<PlanIndex>();
        }

        if (!repository.Environments.TryGetValue(environment, out var document))
        {
            return RunCodes.UnknownEnvironment.Fail<PlanIndex>($"There is no environment '{environment}'; there are {string.Join(", ", repository.Environments.Keys.Order(StringComparer.Ordinal))}.");
        }

        var bound = await services.Desired.BindAsync(repository, environment, cancellation);
        if (!bound.TryGet(out var bindings))
        {
            return bound.As<PlanIndex>();
        }

        var bundle = BundleStore.DigestOf(repository.Manifest.Where(entry => !entry.IsPolicy));
        var policy = BundleStore.DigestOf(repository.Manifest.Where(entry => entry.IsPolicy));
        var good = await new EnvironmentRecords(services.Store.Records).GoodAsync(environment, cancellation);
        var lint = new LintLevels((await DecidingAsync(repository, document, good, cancellation)).Policy.Lint);
        var plans = new List<TargetPlan>();
        foreach (var binding in bindings)
        {
            plans.Add(lint.Lighten(await PlanAsync(repository, bundle, binding, environment, cancellation)));
        }

        var budget = ErrorBudget.Spend(document.Rollout.MaxFailures, [.. plans.Select(plan => (plan, ""))], new Dictionary<TargetAddress, IReadOnlyList<Finding>>());
        plans = [.. budget.Plans.Select(plan => lint.Apply(plan.Plan))];
        var changed = plans.SelectMany(plan => plan.Sections).Where(section => section.Writes > 0).Select(section => section.Resource).ToHashSet(StringComparer.Ordinal);
        var notes = repository.Changes.Where(note => note.Covers.Any(changed.Contains)).ToList();
        var (risk, reasons) = PlanRisk.Of(plans, notes, good is not null && good.Policy != policy, budget.Findings);
        var digest = PlanDigest.Of(plans, AssemblePlanStep.RolloutDigest(document), good?.Policy ?? policy);
        return Outcome.Of(
            new PlanIndex(environment, commit, bundle, digest, services.Time.GetUtcNow(), plans, risk, reasons, [.. notes.Select(note => note.Name)]), read.Findings);
    }

    // The rules that would decide a run: those of the last good one, before the first the files' own.
    private async Task<Rules> DecidingAsync(MetadataRepository repository, EnvironmentDocument document, GoodRun? good, CancellationToken cancellation)
    {
        if (good is null)
        {
            return Rules.Of(repository, document.Policy);
        }

        var before = await new RunMetadata(services).OfAsync(good.Bundle, good.Policy, cancellation);
        return await Rules.OfAsync(services.Store.Blobs, good.Policy, before.Environments[document.Name].Policy, cancellation);
    }

    private async Task<TargetPlan> PlanAsync(MetadataRepository repository, Digest bundle, TargetBinding binding, string environment, CancellationToken cancellation)
    {
        var ledgers = new EnvironmentRecords(services.Store.Records);
        var takenBack = new TakenBackChanges(services.Store.Blobs, services.Store.Records);
        return await new OpenPlanner(services, ledgers, takenBack).PlanAsync(repository, bundle, binding, environment, cancellation);
    }
}
