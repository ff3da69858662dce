using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Capturing;

/// <summary>What to capture.</summary>
/// <param name="Environment">The environment whose live state is right.</param>
/// <param name="Resources">Names of declared resources; none: all that the environment's targets hold.</param>
/// <param name="Target">The one target to read; null: the first of each name, and the others must agree with it.</param>
/// <param name="Region">The region to read; the others need not agree then.</param>
/// <param name="New">A resource that the repository does not have yet.</param>
public sealed record CaptureRequest(
    string Environment, IReadOnlyList<string> Resources, TargetAddress? Target = null, string? Region = null, NewResource? New = null);

/// <summary>A resource to be made from what is live.</summary>
/// <param name="Name">Its name, and that of its files below <c>metadata/</c>.</param>
/// <param name="Kind">Its kind; HTTP resources are never listed, so they cannot be captured anew.</param>
/// <param name="Target">Name of its target.</param>
/// <param name="Table">For reference data: the table.</param>
/// <param name="Key">For reference data: the key columns; null: those of the table's first key.</param>
/// <param name="Path">For documents and scripts the folder, for reference data the file, relative to <c>metadata/</c>; null: called like the resource.</param>
public sealed record NewResource(string Name, ResourceKind Kind, string Target, string? Table = null, IReadOnlyList<string>? Key = null, string? Path = null);
