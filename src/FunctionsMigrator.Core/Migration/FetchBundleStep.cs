using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>Reads the commit, checks everything that can be checked without a target, and stores the bundle.</summary>
internal sealed class FetchBundleStep(MigratorServices services, RunStore runs, RunMetadata metadata, EnvironmentRecords environments, RunFindings findings, RunSignatures signatures)
{
    private const int GroupSize = 50;

    public async Task<StepReply<FetchedBundle>> RunAsync(StepContext context, RunStep input, CancellationToken cancellation)
    {
        var run = await runs.RequireAsync(input.Run, cancellation);
        var good = await environments.GoodAsync(run.Environment, cancellation);

        // Nothing of a commit is believed, nor even read, before its signatures are.
        var signed = await signatures.BeforeReadingAsync(run, good, cancellation);
        if (signed.Any(finding => finding.Severity is Severity.Error))
        {
            return await InvalidAsync(run, signed, cancellation);
        }

        var read = await ReadAsync(run, cancellation);
        if (!read.TryGet(out var fetched))
        {
            return await InvalidAsync(run, [.. read.Findings, .. signed], cancellation);
        }

        if (good is null)
        {
            signed = await signatures.OfFirstAsync(run, await Rules.OfAsync(services.Store.Blobs, fetched.Ref.Policy, fetched.PolicyName, cancellation), cancellation);
            if (signed.Any(finding => finding.Severity is Severity.Error))
            {
                return await InvalidAsync(run, [.. read.Findings, .. signed], cancellation);
            }
        }

        await findings.OfCommitAsync(run.Id, [.. read.Findings, .. signed], cancellation);
        var deciding = good is null ? fetched.PolicyName : await PolicyNameAsync(good, run.Environment, cancellation);
        var people = (await Rules.OfAsync(services.Store.Blobs, good?.Policy ?? fetched.Ref.Policy, deciding, cancellation)).People;
        await runs.UpdateAsync(
            run.Id,
            record => record with
            {
                Starter = new Persons(people).ByKey(record.StartedBy),
                Bundle = fetched.Ref.Bundle,
                Policy = fetched.Ref.Policy,
                RulesFrom = good?.Policy ?? fetched.Ref.Policy,
                RulesPolicy = deciding,
                ChangesRules = good is not null && (good.Policy != fetched.Ref.Policy || deciding != fetched.PolicyName),
                Title = run.Heals is null ? fetched.Title : run.Title,
            },
            cancellation);
        return StepReply.Of(new FetchedBundle((fetched.Targets + GroupSize - 1) / GroupSize));
    }

    /// <summary>Number of targets in one group of the environment.</summary>
    public static int TargetsPerGroup => GroupSize;

    private async Task<StepReply<FetchedBundle>> InvalidAsync(RunRecord run, IReadOnlyList<Finding> found, CancellationToken cancellation)
    {
        await findings.OfCommitAsync(run.Id, found, cancellation);
        var worst = found.First(finding => finding.Severity is Severity.Error);
        return StepReply.Of(new FetchedBundle(0, new StepFailure(worst.Code, Summary(worst, found))));
    }

    private static string Summary(Finding worst, IReadOnlyList<Finding> all)
    {
        var errors = all.Count(finding => finding.Severity is Severity.Error);
        return errors == 1 ? worst.Message : $"{worst.Message} (and {errors - 1} more)";
    }

    // Which policy an environment names stands in the bundle, so it too is taken from the last good run: a commit that names a laxer one is judged by the stricter one.
    private async Task<string?> PolicyNameAsync(GoodRun good, string environment, CancellationToken cancellation) =>
        (await metadata.OfAsync(good.Bundle, good.Policy, cancellation)).Environments[environment].Policy;

    private async Task<Outcome<Fetched>> ReadAsync(RunRecord run, CancellationToken cancellation)
    {
        var commit = await services.Git.ResolveAsync(run.Repository, run.Commit, cancellation);
        if (!commit.TryGet(out var info))
        {
            return commit.As<Fetched>();
        }

        var tree = await services.Git.OpenTreeAsync(run.Repository, info.Sha, new SourceLimits(), cancellation);
        if (!tree.TryGet(out var files))
        {
            return tree.As<Fetched>();
        }

        var read = await services.Metadata.ReadAsync(files, cancellation);
        if (!read.TryGet(out var repository))
        {
            return read.As<Fetched>();
        }

        var all = new List<Finding>(read.Findings);
        all.AddRange(await ChecksumsLock.CheckAsync(repository, cancellation));
        var bound = await BindAsync(repository, run.Environment, all, cancellation);
        if (all.Any(finding => finding.Severity is Severity.Error))
        {
            return Outcome.Fail<Fetched>(all);
        }

        var saved = await new BundleStore(services.Store.Blobs).SaveAsync(repository, cancellation);
        await Rules.StoreAsync(services.Store.Blobs, saved.Policy, repository, cancellation);
        return Outcome.Of(new Fetched(saved, bound, info.Message.Split('\n')[0].Trim(), repository.Environments[run.Environment].Policy), all);
    }

    private async Task<int> BindAsync(MetadataRepository repository, string environment, List<Finding> all, CancellationToken cancellation)
    {
        if (!repository.Environments.TryGetValue(environment, out var document))
        {
            all.Add(RunCodes.UnknownEnvironment.Finding($"There is no environment '{environment}'; there are {string.Join(", ", repository.Environments.Keys.Order(StringComparer.Ordinal))}."));
            return 0;
        }

        var bindings = await services.Desired.BindAsync(repository, environment, cancellation);
        all.AddRange(bindings.Findings);
        foreach (var binding in bindings.Succeeded ? bindings.Value : [])
        {
            if (services.TargetTypes.TryGetValue(binding.Type, out var type))
            {
                all.AddRange(type.Check(binding));
            }

            var slices = await services.Desired.SlicesAsync(repository, binding, cancellation);
            all.AddRange(slices.Findings.Where(finding => !all.Contains(finding)));
        }

        return bindings.Succeeded ? bindings.Value.Count : 0;
    }

    private sealed record Fetched(BundleRef Ref, int Targets, string Title, string? PolicyName);
}
