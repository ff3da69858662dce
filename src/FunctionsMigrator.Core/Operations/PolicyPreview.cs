using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Operations;

/// <summary>The rules that would decide a run, and what they say of a plan.</summary>
/// <param name="Policy">The policy; one that asks for nothing where the environment names none.</param>
/// <param name="People">The people.</param>
/// <param name="Run">The last good run, whose rules decide; null before the first, when the plan's own do.</param>
/// <param name="Verdict">What they say.</param>
public sealed record PreviewedPolicy(PolicyDocument Policy, PeopleDocument? People, string? Run, PolicyVerdict Verdict);

/// <summary>Asks the rules about a plan that no run has made. Whether the bundle stood in the environment before is not asked here.</summary>
public sealed class PolicyPreview(MigratorServices services)
{
    private const int MostCommits = 5_000;

    /// <summary>
    /// What a run of <paramref name="startedBy"/> with this plan would hear: by the rules of the environment's last good run, over all commits since then. A plan of a work tree is judged
    /// as if nobody had written it. A clone that lacks commits since then is a finding.
    /// </summary>
    /// <param name="repository">The files that the plan was made of.</param>
    /// <param name="location">Folder or address of the git repository.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="startedBy">Name of the starter's key.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<Outcome<PreviewedPolicy>> JudgeAsync(MetadataRepository repository, string location, PlanIndex plan, string startedBy, CancellationToken cancellation)
    {
        var environment = repository.Environments[plan.Environment];
        var own = BundleStore.DigestOf(repository.Manifest.Where(entry => entry.IsPolicy));
        var good = await new EnvironmentRecords(services.Store.Records).GoodAsync(plan.Environment, cancellation);
        var name = good is null
            ? environment.Policy
            : (await new RunMetadata(services).OfAsync(good.Bundle, good.Policy, cancellation)).Environments[plan.Environment].Policy;
        var rules = good is null ? Rules.Of(repository, name) : await Rules.OfAsync(services.Store.Blobs, good.Policy, name, cancellation);
        var range = plan.Commit is null ? null : await services.Git.RangeAsync(location, good?.Commit, plan.Commit, MostCommits, cancellation);
        if (range is { Succeeded: false })
        {
            return range.As<PreviewedPolicy>();
        }

        var changesRules = good is not null && (good.Policy != own || name != environment.Policy);
        var facts = new PolicyFacts(
            rules.Policy,
            rules.People,
            plan,
            repository.Changes,
            range?.Value ?? [],
            resource => ResourceFiles.Of(repository, resource, plan.Environment),
            startedBy,
            changesRules ? [.. rules.Files, .. repository.Manifest.Where(entry => entry.IsPolicy).Select(entry => entry.Path), environment.Place.File] : [],
            IsRollback: false);
        return Outcome.Of(new PreviewedPolicy(rules.Policy, rules.People, good?.Run, PolicyRules.Evaluate(facts)));
    }
}
