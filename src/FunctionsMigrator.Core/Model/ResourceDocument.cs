using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>One resource: a document of one of the six resource kinds.</summary>
public abstract record ResourceDocument : MetadataDocument
{
    /// <summary>Which kind it is.</summary>
    [JsonIgnore]
    public abstract ResourceKind Kind { get; }

    /// <summary>Name of the target that holds it, in every environment.</summary>
    [Description("Name of the target that holds it, in every environment.")]
    public required string Target { get; init; }

    /// <summary>Resources that must be applied first, of any kind.</summary>
    [Description("Resources that must be applied first, of any kind.")]
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>What happens when an item was changed in git and on the target.</summary>
    [Description("When an item changed in git and on the target: 'fail' (default), 'take-git' or 'keep-live'.")]
    public ConflictRule Conflicts { get; init; } = ConflictRule.Fail;

    /// <summary>Items (keys, or columns of reference data) whose values are shown nowhere.</summary>
    [Description("Keys of items (or columns of reference data) whose values are never shown.")]
    public IReadOnlyList<string> Sensitive { get; init; } = [];

    /// <summary>Whether items that leave git are deleted. SQL scripts are never pruned.</summary>
    [Description("Whether items that leave git are deleted from the target. Default false: they are released.")]
    public bool Prune { get; init; }
}

/// <summary>What happens when base, git and the live value all differ.</summary>
[JsonConverter(typeof(KebabEnumConverter<ConflictRule>))]
public enum ConflictRule
{
    /// <summary>The run stops and shows both.</summary>
    Fail,

    /// <summary>Git wins.</summary>
    TakeGit,

    /// <summary>The live value stays, as an override in the ledger.</summary>
    KeepLive,
}

/// <summary>Settings: any JSON value by name.</summary>
[Description("Settings: named values of an application.")]
public sealed record SettingsDocument : ResourceDocument
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override ResourceKind Kind => ResourceKind.Settings;

    /// <summary>The values by name; <c>{ secret: name }</c> is a reference.</summary>
    [Description("The values by name: text, number, boolean, list, object, or { secret: name }.")]
    public required IReadOnlyDictionary<string, JsonElement> Settings { get; init; }
}

/// <summary>Feature flags.</summary>
[Description("Feature flags.")]
public sealed record FeatureFlagsDocument : ResourceDocument
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override ResourceKind Kind => ResourceKind.FeatureFlags;

    /// <summary>Per flag true, false, a variable, or an object with <c>enabled</c>, <c>percentage</c> (0 to 100), <c>description</c>.</summary>
    [Description("The flags by name: true, false, or { enabled, percentage, description }.")]
    public required IReadOnlyDictionary<string, JsonElement> Flags { get; init; }
}

/// <summary>Rows of a table.</summary>
[Description("Reference data: rows of a table, by key.")]
public sealed record ReferenceDataDocument : ResourceDocument
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override ResourceKind Kind => ResourceKind.ReferenceData;

    /// <summary>The table.</summary>
    [Description("The table.")]
    public required string Table { get; init; }

    /// <summary>The columns that name a row.</summary>
    [Description("The columns that name a row.")]
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>CSV, JSON or YAML file with the rows, relative to this file; or <see cref="Rows"/>.</summary>
    [Description("CSV, JSON or YAML file with the rows, relative to this file.")]
    public string? File { get; init; }

    /// <summary>The rows in place; each an object of column and value.</summary>
    [Description("The rows in place.")]
    public IReadOnlyList<IReadOnlyDictionary<string, JsonElement>>? Rows { get; init; }

    /// <summary>Whether <c>${name}</c> is active in the file.</summary>
    [Description("Whether ${name} is active in the file. Default false.")]
    public bool Substitute { get; init; }
}

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

/// <summary>Files, byte for byte.</summary>
[Description("Documents: files, byte for byte.")]
public sealed record DocumentsDocument : ResourceDocument
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override ResourceKind Kind => ResourceKind.Documents;

    /// <summary>The folder, relative to this file.</summary>
    [Description("The folder with the files, relative to this file.")]
    public required string Path { get; init; }

    /// <summary>Which files; <c>*</c>, <c>?</c> and <c>**</c>.</summary>
    [Description("Which files of the folder, with *, ? and **. Default all.")]
    public IReadOnlyList<string> Include { get; init; } = ["**"];

    /// <summary>Content type of the files, where the target keeps one.</summary>
    [Description("Content type of the files, where the target keeps one.")]
    public string? ContentType { get; init; }

    /// <summary>Whether <c>${name}</c> is active in the files.</summary>
    [Description("Whether ${name} is active in the files. Default false.")]
    public bool Substitute { get; init; }
}

/// <summary>JSON resources of an HTTP service.</summary>
[Description("JSON resources of an HTTP service, by path.")]
public sealed record HttpResourcesDocument : ResourceDocument
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override ResourceKind Kind => ResourceKind.HttpResources;

    /// <summary>Per path a file or a body in place.</summary>
    [Description("Per path a file, or a body in place.")]
    public required IReadOnlyDictionary<string, HttpResourceDefinition> Resources { get; init; }
}

/// <summary>The body of one HTTP resource: exactly one of the two.</summary>
public sealed record HttpResourceDefinition
{
    /// <summary>JSON file, relative to the document's file.</summary>
    [Description("JSON file, relative to this file.")]
    public string? File { get; init; }

    /// <summary>The body in place.</summary>
    [Description("The body in place.")]
    public JsonElement? Body { get; init; }
}
