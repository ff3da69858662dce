using System.Globalization;
using Azure.Data.Tables;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AzureTable;

/// <summary>Rows of reference data: a property per column, of the type that the environment declares; NULL is no property. Decimals are kept as text: Azure Tables have no such type.</summary>
internal sealed class RowItems : TableItems
{
    private readonly IReadOnlyList<(string Name, ColumnType Type)> _columns;
    private readonly IReadOnlyList<(string Name, ColumnType Type)> _key;

    private RowItems(TargetBinding binding, ResourceSlice slice, IReadOnlyList<(string, ColumnType)> columns, IReadOnlyList<(string, ColumnType)> key)
        : base(binding, TableLayout.PartitionOf(slice))
    {
        (_columns, _key) = (columns, key);
        Own = columns.Select(column => column.Item1).ToHashSet(StringComparer.Ordinal);
    }

    public override IReadOnlySet<string> Own { get; }

    /// <summary>The rows of a slice.</summary>
    /// <exception cref="TargetException">TGT032.</exception>
    public static RowItems Of(TargetBinding binding, ResourceSlice slice, AzureTablePlace place)
    {
        var wanted = slice.Table ?? throw new ArgumentException($"Resource {slice.Resource} names no table.", nameof(slice));
        if (!place.Tables.TryGetValue(wanted.Table, out var shape))
        {
            throw new TargetException(AzureTablePlace.Undeclared(binding, wanted.Table));
        }

        return new RowItems(binding, slice, Typed(wanted.Columns), Typed(wanted.Key));

        IReadOnlyList<(string, ColumnType)> Typed(IReadOnlyList<string> names) => [.. names.Select(name =>
            (name, shape.Columns.FirstOrDefault(column => column.Name == name)?.Type ?? throw new TargetException(TargetCodes.TableMismatch.Finding(
                $"The target declares no column '{name}' for table '{wanted.Table}'; it declares {string.Join(", ", shape.Columns.Select(column => column.Name))}.",
                target: binding.Address.ToString(),
                remedy: $"Add the column under `tables: {wanted.Table}: columns` of the target, or correct the header of the file."))))];
    }

    public override string RowOf(string key) => TableLayout.RowOf(RowJson.ParseKey(key));

    protected override string KeyOf(TableEntity entity) => RowJson.Key([.. _key.Select(column =>
        TextOf(entity, column) ?? throw Misfit(entity, $"has no property '{column.Name}', which belongs to the key"))]);

    protected override byte[] ContentOf(TableEntity entity) =>
        RowJson.Content(_columns.Select(column => KeyValuePair.Create(column.Name, TextOf(entity, column))));

    protected override void Put(TableEntity entity, string key, ReadOnlySpan<byte> content)
    {
        var row = RowJson.ParseContent(content);
        foreach (var column in _columns)
        {
            if (row[column.Name] is { } text)
            {
                entity[column.Name] = ValueOf(column, text) ?? throw new TargetException(Refused(key, $"column '{column.Name}' holds {text}, which is beyond a property of 64 bits"));
            }
        }
    }

    private string? TextOf(TableEntity entity, (string Name, ColumnType Type) column)
    {
        if (!entity.TryGetValue(column.Name, out var value) || value is null)
        {
            return null;
        }

        return (column.Type, value) switch
        {
            (ColumnType.Text or ColumnType.Decimal, string text) => text,
            (ColumnType.Integer, long number) => number.ToString(CultureInfo.InvariantCulture),
            (ColumnType.Real, double real) when double.IsFinite(real) => RowText.Of(real),
            (ColumnType.Boolean, bool on) => on ? "true" : "false",
            (ColumnType.Bytes, byte[] bytes) => Convert.ToBase64String(bytes),
            (ColumnType.Bytes, BinaryData data) => Convert.ToBase64String(data.ToMemory().Span),
            _ => throw new TargetException(TargetCodes.TableMismatch.Finding(
                $"Property '{column.Name}' of entity '{entity.RowKey}' in partition '{entity.PartitionKey}' is {EdmOf(value)}; the target declares {column.Type.ToString().ToLowerInvariant()}.",
                target: Binding.Address.ToString(),
                remedy: "Correct the property on the target, or declare the column's type as it is; nothing was written.")),
        };
    }

    private static object? ValueOf((string Name, ColumnType Type) column, string text) => column.Type switch
    {
        ColumnType.Integer => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
        ColumnType.Real => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? real : null,
        ColumnType.Boolean => text == "true",
        ColumnType.Bytes => Convert.FromBase64String(text),
        _ => text,
    };
}
