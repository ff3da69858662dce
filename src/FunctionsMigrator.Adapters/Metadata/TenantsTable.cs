namespace FunctionsMigrator.Adapters.Metadata;

/// <summary>What the checks need of a tenants file.</summary>
/// <param name="Columns">The header.</param>
/// <param name="Rings">The values of the column <c>ring</c>.</param>
/// <param name="Labels">The values of the column <c>labels</c>.</param>
internal sealed record TenantsTable(IReadOnlyList<string> Columns, IReadOnlySet<string> Rings, IReadOnlySet<string> Labels);
