namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>The comments of a database, and what of its catalogue is no part of <see cref="PostgresStructure"/>.</summary>
internal static class PostgresComments
{
    private const string Mine = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND n.nspname <> $1";

    private static readonly string[] Comments =
    [
        $"""
        SELECT format('COMMENT ON SCHEMA %I IS %L', n.nspname, d.description) FROM pg_namespace AS n {Of("pg_namespace", "n.oid")} AND d.objsubid = 0
        WHERE {Mine} AND {NotOf("pg_namespace", "n.oid")} AND (n.nspname <> 'public' OR d.description <> 'standard public schema')
        """,
        $"""
        SELECT CASE WHEN d.objsubid > 0 THEN format('COMMENT ON COLUMN %I.%I.%I IS %L', n.nspname, c.relname, (SELECT a.attname FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum = d.objsubid), d.description)
          ELSE format('COMMENT ON %s %I.%I IS %L', CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' WHEN 'i' THEN 'INDEX' WHEN 'I' THEN 'INDEX' WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END,
            n.nspname, c.relname, d.description) END
        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace {Of("pg_class", "c.oid")} WHERE {Mine} AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'i', 'I', 'c') AND {NotOf("pg_class", "c.oid")}
        """,
        $"""
        SELECT format('COMMENT ON %s %I.%I IS %L', CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, n.nspname, t.typname, d.description)
        FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace {Of("pg_type", "t.oid")} WHERE {Mine} AND {NotOf("pg_type", "t.oid")}
        """,
        $"""
        SELECT format('COMMENT ON ROUTINE %s IS %L', p.oid::regprocedure, d.description) FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace {Of("pg_proc", "p.oid")}
        WHERE {Mine} AND {NotOf("pg_proc", "p.oid")}
        """,
        $"""
        SELECT format('COMMENT ON CONSTRAINT %I ON %s IS %L', k.conname, k.conrelid::regclass, d.description)
        FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace {Of("pg_constraint", "k.oid")} WHERE {Mine} AND {NotOf("pg_class", "c.oid")}
        """,
        $"""
        SELECT format('COMMENT ON CONSTRAINT %I ON DOMAIN %s IS %L', k.conname, k.contypid::regtype, d.description)
        FROM pg_constraint AS k JOIN pg_type AS t ON t.oid = k.contypid JOIN pg_namespace AS n ON n.oid = t.typnamespace {Of("pg_constraint", "k.oid")} WHERE {Mine} AND {NotOf("pg_type", "t.oid")}
        """,
        $"""
        SELECT format('COMMENT ON TRIGGER %I ON %s IS %L', t.tgname, t.tgrelid::regclass, d.description)
        FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace {Of("pg_trigger", "t.oid")} WHERE {Mine} AND t.tgparentid = 0 AND {NotOf("pg_class", "c.oid")}
        """,
        $"""
        SELECT format('COMMENT ON RULE %I ON %s IS %L', w.rulename, w.ev_class::regclass, d.description)
        FROM pg_rewrite AS w JOIN pg_class AS c ON c.oid = w.ev_class JOIN pg_namespace AS n ON n.oid = c.relnamespace {Of("pg_rewrite", "w.oid")} WHERE {Mine} AND w.rulename <> '_RETURN' AND {NotOf("pg_class", "c.oid")}
        """,
        $"""
        SELECT format('COMMENT ON POLICY %I ON %s IS %L', p.polname, p.polrelid::regclass, d.description)
        FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace {Of("pg_policy", "p.oid")} WHERE {Mine} AND {NotOf("pg_class", "c.oid")}
        """,
        $"""
        SELECT format('COMMENT ON STATISTICS %I.%I IS %L', n.nspname, s.stxname, d.description)
        FROM pg_statistic_ext AS s JOIN pg_namespace AS n ON n.oid = s.stxnamespace {Of("pg_statistic_ext", "s.oid")} WHERE {Mine} AND {NotOf("pg_statistic_ext", "s.oid")}
        """,
    ];

    // Objects that the server made for itself have lower numbers.
    private const string First = "16384";

    private static readonly (string What, string Sql)[] Others =
    [
        ("cast", Count("pg_cast")),
        ("collation", Count("pg_collation")),
        ("conversion", Count("pg_conversion")),
        ("event trigger", Count("pg_event_trigger")),
        ("foreign server", Count("pg_foreign_server")),
        ("foreign table", Count("pg_class", "relkind = 'f'")),
        ("language", Count("pg_language")),
        ("operator", Count("pg_operator")),
        ("operator class", Count("pg_opclass")),
        ("publication", Count("pg_publication")),
        ("text search configuration", Count("pg_ts_config")),
        ("text search dictionary", Count("pg_ts_dict")),
    ];

    /// <summary>The statements that make the comments, in ordinal order. The session's search path must be empty.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(PostgresSession session, string bookkeeping, CancellationToken cancellation)
    {
        var found = new List<string>();
        foreach (var sql in Comments)
        {
            found.AddRange(await session.QueryAsync(sql, row => row.GetString(0), cancellation, bookkeeping));
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    /// <summary>Kinds of objects that the structure leaves out, with how many there are of each.</summary>
    public static async Task<IReadOnlyList<(string What, long Count)>> LeftOutAsync(PostgresSession session, CancellationToken cancellation)
    {
        var found = new List<(string, long)>();
        foreach (var (what, sql) in Others)
        {
            if ((await session.QueryAsync(sql, row => row.GetInt64(0), cancellation))[0] is > 0 and var count)
            {
                found.Add((what, count));
            }
        }

        return found;
    }

    private static string Of(string catalogue, string oid) => $"JOIN pg_description AS d ON d.classoid = '{catalogue}'::regclass AND d.objoid = {oid}";

    private static string NotOf(string catalogue, string oid) =>
        $"NOT EXISTS (SELECT FROM pg_depend AS x WHERE x.classid = '{catalogue}'::regclass AND x.objid = {oid} AND x.deptype = 'e')";

    private static string Count(string catalogue, string which = "true") => $"SELECT count(*) FROM {catalogue} AS c WHERE c.oid >= {First} AND {which} AND {NotOf(catalogue, "c.oid")}";
}
