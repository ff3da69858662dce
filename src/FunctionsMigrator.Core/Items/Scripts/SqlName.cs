namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>The name of a database object as a script writes it.</summary>
/// <param name="Parts">Its parts as written, quotes included: <c>main</c>, <c>"order lines"</c>.</param>
/// <param name="Plain">Without quotes, parts joined by a point, as people read it.</param>
/// <param name="Identity">What equals for two spellings of one object in the dialect.</param>
internal sealed record SqlName(IReadOnlyList<string> Parts, string Plain, string Identity)
{
    /// <summary>As it is written.</summary>
    public string Text => string.Join('.', Parts);

    /// <summary>Its last part as it is written.</summary>
    public string Last => Parts[^1];

    /// <summary>An object of another name in the same schema, as it is written.</summary>
    public string Beside(SqlName other) => string.Join('.', [.. Parts.Take(Parts.Count - 1), other.Last]);

    public static SqlName Of(IReadOnlyList<string> parts, SqlDialect dialect)
    {
        var plain = parts.Select(part => Unquoted(part, dialect)).ToList();

        // Every connection of SQLite calls its one database so.
        if (dialect == SqlDialect.Sqlite && plain is ["main", _])
        {
            plain.RemoveAt(0);
        }

        var joined = string.Join('.', plain);
        var identity = dialect == SqlDialect.PostgreSql ? joined : joined.ToLowerInvariant();

        // Where nothing else is said, SQL Server makes tables there and finds them there.
        return new SqlName(parts, joined, dialect == SqlDialect.TransactSql && identity.StartsWith("dbo.", StringComparison.Ordinal) ? identity["dbo.".Length..] : identity);
    }

    private static string Unquoted(string part, SqlDialect dialect) => part[0] switch
    {
        '"' or '`' or '\'' when part.Length > 1 => part[1..^1].Replace(part[..1] + part[0], part[..1], StringComparison.Ordinal),
        '[' when part.Length > 1 => part[1..^1].Replace("]]", "]", StringComparison.Ordinal),
        _ => dialect == SqlDialect.PostgreSql ? part.ToLowerInvariant() : part,
    };
}
