using System.Globalization;
using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>One column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Declared">The type as declared: <c>character varying(3)</c>.</param>
/// <param name="TypeSql">The type without its length or precision, quoted; of a domain the type below it.</param>
/// <param name="BaseType">The name of that type: <c>int4</c>.</param>
/// <param name="Kind">What kind of type that is, as in <c>pg_type.typtype</c>: <c>b</c> a base type, <c>e</c> an enum.</param>
/// <param name="NotNull">Whether NULL is refused.</param>
/// <param name="HasDefault">Whether it has a value when none is given.</param>
/// <param name="Generated">Whether the database computes it.</param>
internal sealed record PostgresColumn(
    string Name, string Declared, string TypeSql, string BaseType, char Kind, bool NotNull, bool HasDefault, bool Generated)
{
    /// <summary>How its values are written as canonical text.</summary>
    public ColumnType Type { get; } = BaseType switch
    {
        "int2" or "int4" or "int8" => ColumnType.Integer,
        "numeric" => ColumnType.Decimal,
        "float4" or "float8" => ColumnType.Real,
        "bool" => ColumnType.Boolean,
        "bytea" => ColumnType.Bytes,
        _ => ColumnType.Text,
    };

    /// <summary>Its quoted name.</summary>
    public string Sql { get; } = SqlText.Quote(Name);

    /// <summary>The expression of its canonical text; of a real number the text that <see cref="Canonical"/> makes canonical.</summary>
    public string CanonicalSql(string table) => Type switch
    {
        ColumnType.Decimal => $"pg_catalog.trim_scale({table}.{Sql})::pg_catalog.text",
        ColumnType.Bytes => $"pg_catalog.replace(pg_catalog.encode({table}.{Sql}, 'base64'), E'\\n', '')",
        _ => $"{table}.{Sql}::pg_catalog.text",
    };

    /// <summary>The expression of the text that <see cref="Assigned"/> makes exactly the same value of, digits behind the point included.</summary>
    public string StoredSql(string table) => Type == ColumnType.Bytes ? CanonicalSql(table) : $"{table}.{Sql}::pg_catalog.text";

    /// <summary>The canonical text of what the server answered for <see cref="CanonicalSql"/>.</summary>
    public string? Canonical(string? text) => Type == ColumnType.Real && text is not null && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real)
        ? RowText.Of(real)
        : text;

    /// <summary>The expression of the value whose canonical text is the expression given, which has the type text.</summary>
    public string ValueSql(string text) => Type == ColumnType.Bytes ? $"pg_catalog.decode({text}, 'base64')" : $"{text}::{TypeSql}";

    /// <summary>The expression that an INSERT or UPDATE assigns from a value, and the value: one that the column's own type reads.</summary>
    public (string Sql, object? Value) Assigned(int parameter, string? text) => Type == ColumnType.Bytes
        ? ($"pg_catalog.decode(${parameter}, 'base64')", text)
        : ($"${parameter}", new Untyped(text));
}
