using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Drift;

/// <summary>What an environment is compared with.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Good">Its last good run.</param>
/// <param name="Repository">The metadata of that run's bundle.</param>
/// <param name="Bindings">The targets.</param>
internal sealed record DriftScope(string Environment, GoodRun Good, MetadataRepository Repository, IReadOnlyList<TargetBinding> Bindings)
{
    /// <summary>The environment's document.</summary>
    public EnvironmentDocument Document => Repository.Environments[Environment];
}
