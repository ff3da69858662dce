using FunctionsMigrator.Core.Drift;

namespace FunctionsMigrator.Cli.Drifting;

/// <summary>What <c>fm drift show --json</c> prints.</summary>
/// <param name="Environments">What the last look found in each.</param>
/// <param name="Items">The items, each with its two values.</param>
internal sealed record DriftDocument(IReadOnlyList<DriftRecord> Environments, IReadOnlyList<DriftedItem> Items);
