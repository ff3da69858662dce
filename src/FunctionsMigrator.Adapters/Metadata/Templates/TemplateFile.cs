namespace FunctionsMigrator.Adapters.Metadata.Templates;

/// <summary>One file to write.</summary>
/// <param name="Path">From the root of the metadata repository, with forward slashes.</param>
/// <param name="Text">The whole text, LF, with a line end at the end.</param>
public sealed record TemplateFile(string Path, string Text);
