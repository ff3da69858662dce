using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Items;

/// <summary>The part of one resource that lives on one target: what drivers are asked about.</summary>
/// <param name="Resource">Name of the resource.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Collection">The collection of its items (see <see cref="ItemRef"/>).</param>
/// <param name="Rank">Position in the order of dependencies over all resources of the repository, from 0.</param>
/// <param name="Table">For reference data: the table.</param>
/// <param name="ContentType">For documents: their content type, where the target keeps one.</param>
/// <param name="Keys">For HTTP resources: the paths that git names. A service is asked for paths and never listed, so reading the slice answers these.</param>
/// <param name="Parts">Some of the keys that git names, in order and about evenly apart: where a target that is read in parts may cut its collection. A hint; null for small resources.</param>
public sealed record ResourceSlice(
    string Resource, ResourceKind Kind, string Collection, int Rank, TableSlice? Table = null, string? ContentType = null, IReadOnlyList<string>? Keys = null,
    IReadOnlyList<string>? Parts = null);

/// <summary>The columns of a table that a resource manages. Columns are the file's header, key columns included; other columns keep their values.</summary>
public sealed record TableSlice(string Table, IReadOnlyList<string> Key, IReadOnlyList<string> Columns);
