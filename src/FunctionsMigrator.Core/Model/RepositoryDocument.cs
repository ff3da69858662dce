using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace FunctionsMigrator.Core.Model;

/// <summary><c>migrator.yaml</c>: what this repository is.</summary>
[Description("The metadata repository: its branches and its store.")]
public sealed record RepositoryDocument : MetadataDocument
{
    /// <summary>Version of the file formats; 1.</summary>
    [Description("Version of the file formats. 1 is the only one so far.")]
    [AllowedValues(1)]
    public int Format { get; init; } = 1;

    /// <summary>Per branch the environments in order of promotion. A push runs the first one.</summary>
    [Description("Per branch the environments in order of promotion. A push runs the first one; the next follow by promotion.")]
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Branches { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary><c>local</c> (the folder <c>.fm</c> beside the repository), the only store of this version.</summary>
    [Description("Where runs, plans and audit are kept: 'local' is the folder .fm beside the repository.")]
    [ValueSchema("""{ "enum": ["local"] }""")]
    public JsonElement? Store { get; init; }
}
