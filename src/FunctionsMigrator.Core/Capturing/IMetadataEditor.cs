using System.Text.Json;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Capturing;

/// <summary>Changes documents of a metadata file and leaves everything else in it as it is: comments, order, white space, ways of writing.</summary>
public interface IMetadataEditor
{
    /// <summary>
    /// The text after the edits. It is read again before it is answered, so it holds exactly what was asked for; a document that cannot be edited so is <c>CAP010</c>.
    /// </summary>
    /// <param name="file">Path of the file, for findings.</param>
    /// <param name="text">Its text.</param>
    /// <param name="kind">Kind of the document.</param>
    /// <param name="name">Name of the document.</param>
    /// <param name="edits">At most one per key.</param>
    Outcome<string> Edit(string file, string text, string kind, string name, IReadOnlyList<MetadataEdit> edits);
}

/// <summary>One change of a document.</summary>
/// <param name="Section">The member whose object is changed, such as <c>settings</c>; null: the document itself.</param>
/// <param name="Key">The key in it.</param>
/// <param name="Value">What stands there afterwards; null: the key goes.</param>
public sealed record MetadataEdit(string? Section, string Key, JsonElement? Value);
