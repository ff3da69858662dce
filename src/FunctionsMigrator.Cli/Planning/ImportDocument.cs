using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Cli.Planning;

/// <summary>What <c>fm import --json</c> prints.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Decision"><c>keep-live</c> or <c>take-git</c>.</param>
/// <param name="Targets">Targets with decided items, or with things of a structure that were left.</param>
internal sealed record ImportDocument(string Environment, string Decision, IReadOnlyList<ImportedTarget> Targets);
