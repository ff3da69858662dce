using FunctionsMigrator.Core.Access;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Functions.Hosting;

/// <summary>Everything that triggers need, once the store is open.</summary>
/// <param name="Services">What the operations use.</param>
/// <param name="Metadata">The repository's metadata as the sweep read it last.</param>
/// <param name="Keys">The store's API keys.</param>
/// <param name="Steps">Every step of the workflows, by name.</param>
/// <param name="Secret">Reads a secret of the app itself, from its vault or its settings.</param>
public sealed record AppParts(
    MigratorServices Services, CommittedMetadata Metadata, ApiKeys Keys, IReadOnlyDictionary<string, StepHandler> Steps, Func<string, CancellationToken, Task<Outcome<string>>> Secret)
{
    /// <summary>Sends what people are to be told; null: nothing is sent.</summary>
    public NoticeDelivery? Notices { get; init; }
}
