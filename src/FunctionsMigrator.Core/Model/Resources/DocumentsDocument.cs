using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

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
    [MinLength(1)]
    public IReadOnlyList<string> Include { get; init; } = ["**"];

    /// <summary>Content type of the files, where the target keeps one.</summary>
    [Description("Content type of the files, where the target keeps one.")]
    public string? ContentType { get; init; }

    /// <summary>Whether <c>${name}</c> is active in the files.</summary>
    [Description("Whether ${name} is active in the files. Default false.")]
    public bool Substitute { get; init; }
}
