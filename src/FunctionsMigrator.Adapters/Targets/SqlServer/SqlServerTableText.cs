using System.Text;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>One column as the catalogue describes it, for a text that makes it.</summary>
internal sealed record SqlServerColumnText(int Table, string Name, string Type)
{
    public string? Collation { get; init; }

    public bool Nullable { get; init; }

    /// <summary>Seed and increment.</summary>
    public string? Identity { get; init; }

    /// <summary>The expression of a computed column.</summary>
    public string? Computed { get; init; }

    public bool Persisted { get; init; }

    /// <summary>The default's expression.</summary>
    public string? Default { get; init; }

    /// <summary>Its name; null where the server made one up.</summary>
    public string? DefaultName { get; init; }

    /// <summary>ROWGUIDCOL, SPARSE and the like.</summary>
    public string Words { get; init; } = "";

    /// <summary>The column in a CREATE TABLE.</summary>
    public string Sql()
    {
        var text = new StringBuilder(SqlServerText.Quote(Name));
        if (Computed is not null)
        {
            return text.Append(" AS ").Append(Computed).Append(Persisted ? Nullable ? " PERSISTED" : " PERSISTED NOT NULL" : "").ToString();
        }

        text.Append(' ').Append(Type);
        text.Append(Collation is null ? "" : $" COLLATE {Collation}");
        text.Append(Identity is null ? "" : $" IDENTITY({Identity})");
        text.Append(Words);
        text.Append(Nullable ? " NULL" : " NOT NULL");
        return text.Append(Default is null ? "" : $"{(DefaultName is null ? "" : $" CONSTRAINT {SqlServerText.Quote(DefaultName)}")} DEFAULT {Default}").ToString();
    }
}

/// <summary>One key, unique constraint or index, for a text that makes it.</summary>
internal sealed record SqlServerIndexText(string TableSql, string Name, string Kind)
{
    /// <summary>Whether it is a primary key or a unique constraint, rather than an index.</summary>
    public string? Constraint { get; init; }

    /// <summary>Whether the server made its name up.</summary>
    public bool SystemNamed { get; init; }

    public bool Unique { get; init; }

    /// <summary>The key columns with their directions.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    public IReadOnlyList<string> Included { get; init; } = [];

    public string? Filter { get; init; }

    public IReadOnlyList<string> Options { get; init; } = [];

    public bool Disabled { get; init; }

    /// <summary>The statement.</summary>
    public string Sql()
    {
        var with = Options.Count > 0 ? $" WITH ({string.Join(", ", Options)})" : "";
        var keys = Keys.Count > 0 ? $" ({string.Join(", ", Keys)})" : "";
        if (Constraint is not null)
        {
            return $"ALTER TABLE {TableSql} ADD {(SystemNamed ? "" : $"CONSTRAINT {SqlServerText.Quote(Name)} ")}{Constraint} {Kind}{keys}{with};";
        }

        var included = Included.Count > 0 ? $" INCLUDE ({string.Join(", ", Included)})" : "";
        var sql = $"CREATE {(Unique ? "UNIQUE " : "")}{Kind} INDEX {SqlServerText.Quote(Name)} ON {TableSql}{keys}{included}{(Filter is null ? "" : $" WHERE {Filter}")}{with};";
        return Disabled ? $"{sql}\nALTER INDEX {SqlServerText.Quote(Name)} ON {TableSql} DISABLE;" : sql;
    }
}
