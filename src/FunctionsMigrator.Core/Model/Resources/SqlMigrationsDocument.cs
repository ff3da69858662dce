using System.ComponentModel;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>SQL scripts.</summary>
[Description("SQL scripts with Flyway's names: V1__create.sql, U1__create.sql, R__views.sql, B5__baseline.sql, beforeEachMigrate.sql.")]
public sealed record SqlMigrationsDocument : ResourceDocument
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override ResourceKind Kind => ResourceKind.SqlMigrations;

    /// <summary>The folder with the scripts, relative to this file, or a list of folders that are read as one; sub-folders count.</summary>
    [Description("The folder with the scripts, relative to this file, or a list of folders that are read as one; sub-folders count.")]
    [ValueSchema("""{ "type": ["string", "array"], "items": { "type": "string" }, "minItems": 1 }""")]
    public required ScriptLocations Path { get; init; }

    /// <summary>For an imported database: its catalogue, where scratch starts.</summary>
    [Description("For an imported database: a script that makes its catalogue on a database that is new. B<version>__<words>.sql in the folder does the same for versions up to its own.")]
    public string? Baseline { get; init; }

    /// <summary>Whether a version below the highest applied one may still run.</summary>
    [Description("Whether a script with a version below the highest applied one may still run. Default false.")]
    public bool OutOfOrder { get; init; }

    /// <summary>Whether variables are replaced.</summary>
    [Description("Whether ${name} is replaced by a variable, and $${ is a literal. Default true.")]
    public bool Substitute { get; init; } = true;
}
