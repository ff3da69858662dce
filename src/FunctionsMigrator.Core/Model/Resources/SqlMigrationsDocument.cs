using System.ComponentModel;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>SQL scripts.</summary>
[Description("SQL scripts with Flyway's names: V1__create.sql, U1__create.sql, R__views.sql.")]
public sealed record SqlMigrationsDocument : ResourceDocument
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override ResourceKind Kind => ResourceKind.SqlMigrations;

    /// <summary>The folder with the scripts, relative to this file; sub-folders count.</summary>
    [Description("The folder with the scripts, relative to this file; sub-folders count.")]
    public required string Path { get; init; }

    /// <summary>For an imported database: its catalogue, where scratch starts.</summary>
    [Description("For an imported database: a script that makes its catalogue, where scratch starts.")]
    public string? Baseline { get; init; }

    /// <summary>Whether a version below the highest applied one may still run.</summary>
    [Description("Whether a script with a version below the highest applied one may still run. Default false.")]
    public bool OutOfOrder { get; init; }
}
