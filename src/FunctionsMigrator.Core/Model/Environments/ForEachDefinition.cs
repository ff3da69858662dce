using System.ComponentModel;

namespace FunctionsMigrator.Core.Model;

/// <summary>One target per line of a CSV file with the columns tenant (or <see cref="Key"/>), and optionally region, ring, labels (parted by spaces or semicolons); further columns are variables.</summary>
public sealed record ForEachDefinition
{
    /// <summary>Path of the file, relative to the environment's file.</summary>
    [Description("CSV file with one line per tenant, relative to this file.")]
    public required string File { get; init; }

    /// <summary>The column that names the tenant.</summary>
    [Description("The column that names the tenant. Default: tenant.")]
    public string Key { get; init; } = "tenant";
}
