using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Operations.Histories;

/// <summary>The scripts of one resource on one target.</summary>
internal sealed record ScriptHistory(MetadataRepository Repository, TargetBinding Binding, ResourceSlice Slice, SqlMigrationsDocument Resource, ScriptSet Set)
{
    /// <summary>Those that a scope means, by address and then rank. Names that mean nothing are findings.</summary>
    public static async Task<Outcome<IReadOnlyList<ScriptHistory>>> FindAsync(IDesiredState desired, MetadataRepository repository, HistoryScope scope, CancellationToken cancellation)
    {
        var bound = await desired.BindAsync(repository, scope.Environment, cancellation);
        if (!bound.TryGet(out var bindings))
        {
            return bound.As<IReadOnlyList<ScriptHistory>>();
        }

        var resources = repository.Resources.OfType<SqlMigrationsDocument>().Select(resource => resource.Name).ToList();
        if (scope.Resource is { } named && !resources.Contains(named))
        {
            return PlanCodes.NoScripts.Fail<IReadOnlyList<ScriptHistory>>($"No SqlMigrations resource is called '{named}'.{DidYouMean.Hint(named, resources)} Known: {DidYouMean.List(resources)}.");
        }

        if (scope.Target is { } address && bindings.All(binding => binding.Address != address))
        {
            var known = bindings.Select(binding => binding.Address.ToString()).ToList();
            return PlanCodes.NoScripts.Fail<IReadOnlyList<ScriptHistory>>($"There is no target '{address}'.{DidYouMean.Hint(address.ToString(), known)} Known: {DidYouMean.List(known)}.");
        }

        var histories = new List<ScriptHistory>();
        var findings = new List<Finding>();
        foreach (var binding in bindings.Where(binding => scope.Target is null || binding.Address == scope.Target))
        {
            var slices = await desired.SlicesAsync(repository, binding, cancellation);
            findings.AddRange(slices.Findings);
            foreach (var slice in slices.Succeeded ? slices.Value.Where(slice => slice.Kind is ResourceKind.SqlMigrations && slice.Resource == (scope.Resource ?? slice.Resource)) : [])
            {
                var set = await desired.ReadScriptsAsync(repository, binding, slice, cancellation);
                findings.AddRange(set.Findings);
                if (set.TryGet(out var scripts))
                {
                    histories.Add(new ScriptHistory(repository, binding, slice, repository.Resources.OfType<SqlMigrationsDocument>().First(resource => resource.Name == slice.Resource), scripts));
                }
            }
        }

        return findings.Exists(finding => finding.Severity is Severity.Error) ? Outcome.Fail<IReadOnlyList<ScriptHistory>>(findings)
            : histories.Count > 0 ? Outcome.Of<IReadOnlyList<ScriptHistory>>(histories)
            : PlanCodes.NoScripts.Fail<IReadOnlyList<ScriptHistory>>($"Environment {scope.Environment} has no SqlMigrations resource{(scope.Target is null ? "" : $" on {scope.Target}")}.");
    }
}
