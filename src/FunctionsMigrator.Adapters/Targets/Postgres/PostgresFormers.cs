using FunctionsMigrator.Core.Items.Scripts;
using Npgsql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>
/// What stands of things that a script will make unless they are there, replace, alter or drop, as statements that make it again: from the server's own description, with every
/// name written with its schema. Names are found as the script finds them, by the search path of the session.
/// </summary>
internal static class PostgresFormers
{
    /// <summary>An answer per thing, as <see cref="Core.Targets.ITarget.ReadFormersAsync"/> has it.</summary>
    public static async Task<IReadOnlyList<string?>> ReadAsync(PostgresSession session, IReadOnlyList<Former> formers, CancellationToken cancellation)
    {
        var found = new List<Standing?>();
        foreach (var former in formers)
        {
            found.Add(await FindAsync(session, former, cancellation));
        }

        // With nothing on the path every name is written with its schema.
        await session.SetAsync("search_path", "", cancellation);
        var texts = new List<string?>();
        foreach (var (former, standing) in formers.Zip(found))
        {
            texts.Add(standing is null ? null : former.Use == FormerUse.Keep ? "" : await DescribeAsync(session, former, standing, cancellation));
        }

        return texts;
    }

    private static async Task<Standing?> FindAsync(PostgresSession session, Former former, CancellationToken cancellation)
    {
        var (sql, arguments) = Find(former);
        IReadOnlyList<Standing> found = [];

        // A type or schema that is not there yet: nothing of the name can be there either.
        var there = await session.TryAsync(
            async () => found = await session.QueryAsync(sql, row => new Standing(row.GetString(0), row.GetFieldValue<uint>(1), row.GetInt32(2)), cancellation, arguments),
            refused => refused.SqlState is PostgresErrorCodes.UndefinedObject or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedTable,
            cancellation);
        return there && found.Count > 0 ? found[0] : null;
    }

    /// <summary>How a thing is found: catalogue, object, column.</summary>
    private static (string Sql, object[] Arguments) Find(Former former) => former.Kind switch
    {
        FormerKind.Comment => OfObject(former),
        FormerKind.Privileges => OfObject(former),
        FormerKind.Schema => ("SELECT 'pg_namespace', oid, 0 FROM pg_namespace WHERE oid = to_regnamespace($1)", [former.Name]),
        FormerKind.Extension => ("SELECT 'pg_extension', oid, 0 FROM pg_extension WHERE extname = (parse_ident($1))[1]", [former.Name]),
        FormerKind.Routine => Routine(former),
        FormerKind.Trigger => OnTable("pg_trigger", "tgrelid", "tgname", former),
        FormerKind.Rule => OnTable("pg_rewrite", "ev_class", "rulename", former),
        FormerKind.Constraint => OnTable("pg_constraint", "conrelid", "conname", former),
        FormerKind.Column or FormerKind.Default or FormerKind.NotNull => Column(former),
        _ => Relation(former.Name),
    };

    // What a comment or a privilege is about.
    private static (string Sql, object[] Arguments) OfObject(Former former) => former.ObjectKind switch
    {
        "SCHEMA" => ("SELECT 'pg_namespace', oid, 0 FROM pg_namespace WHERE oid = to_regnamespace($1)", [former.Name]),
        "EXTENSION" => ("SELECT 'pg_extension', oid, 0 FROM pg_extension WHERE extname = (parse_ident($1))[1]", [former.Name]),
        "TYPE" or "DOMAIN" => ("SELECT 'pg_type', oid, 0 FROM pg_type WHERE oid = to_regtype($1)", [former.Name]),
        "FUNCTION" or "PROCEDURE" => Routine(former),
        "COLUMN" => Column(former),
        "TRIGGER" => OnTable("pg_trigger", "tgrelid", "tgname", former),
        "RULE" => OnTable("pg_rewrite", "ev_class", "rulename", former),
        "CONSTRAINT" => OnTable("pg_constraint", "conrelid", "conname", former),
        "POLICY" => OnTable("pg_policy", "polrelid", "polname", former),
        _ => Relation(former.Name),
    };

    private static (string Sql, object[] Arguments) Relation(string name) => ("SELECT 'pg_class', oid, 0 FROM pg_class WHERE oid = to_regclass($1)", [name]);

    private static (string Sql, object[] Arguments) Routine(Former former) => former.Arguments is { } types
        ? ("SELECT 'pg_proc', oid, 0 FROM pg_proc WHERE oid = to_regprocedure($1)", [$"{former.Name}({types})"])
        : ("SELECT 'pg_proc', oid, 0 FROM pg_proc WHERE oid = to_regproc($1)", [former.Name]);

    private static (string Sql, object[] Arguments) OnTable(string catalogue, string table, string name, Former former) =>
        ($"SELECT '{catalogue}', oid, 0 FROM {catalogue} WHERE {table} = to_regclass($1) AND {name} = (parse_ident($2))[1]", [former.On!, former.Name]);

    private static (string Sql, object[] Arguments) Column(Former former) => (
        "SELECT 'pg_class', attrelid, attnum::int FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = (parse_ident($2))[1] AND attnum > 0 AND NOT attisdropped", [former.On!, former.Name]);

    private static async Task<string> DescribeAsync(PostgresSession session, Former former, Standing standing, CancellationToken cancellation)
    {
        var drops = former.Use == FormerUse.Drop;
        return former.Kind switch
        {
            FormerKind.View => await ViewAsync(session, standing, drops, cancellation),
            FormerKind.MaterializedView => await TextAsync(session, MaterializedView, standing, cancellation) + await BelongingsAsync(session, "MATERIALIZED VIEW", standing, cancellation),
            FormerKind.Routine => await TextAsync(session, "SELECT pg_get_functiondef($1)", standing, cancellation) + (drops ? await RoutineBelongingsAsync(session, standing, cancellation) : ""),
            FormerKind.Index => await IndexAsync(session, former, standing, cancellation),
            FormerKind.Trigger => await TextAsync(session, Trigger(drops), standing, cancellation) + (drops ? await CommentAsync(session, former.ObjectKind, standing, cancellation) : ""),
            FormerKind.Rule => await TextAsync(session, Rule(drops), standing, cancellation) + (drops ? await CommentAsync(session, former.ObjectKind, standing, cancellation) : ""),
            FormerKind.Constraint => await TextAsync(session, Constraint(drops), standing, cancellation) + (drops ? await ConstraintCommentAsync(session, standing, cancellation) : ""),
            FormerKind.Default => await TextAsync(session, Default, standing, cancellation, standing.Column),
            FormerKind.NotNull => await TextAsync(session, NotNull, standing, cancellation, standing.Column),
            FormerKind.RowSecurity => await TextAsync(session, RowSecurity, standing, cancellation),
            FormerKind.Comment => await CommentAsync(session, former.ObjectKind, standing, cancellation, orNone: true),
            FormerKind.Privileges => await PrivilegesAsync(session, former, standing, cancellation),
            _ => throw new ArgumentException($"What {former.Words} was is not known.", nameof(former)),
        };
    }

    private const string MaterializedView =
        """
        SELECT format('CREATE MATERIALIZED VIEW %s%s AS %s', c.oid::regclass, ' WITH (' || array_to_string(c.reloptions, ', ') || ')', rtrim(pg_get_viewdef(c.oid), ';')) FROM pg_class AS c WHERE c.oid = $1
        UNION ALL SELECT pg_get_indexdef(i.indexrelid) FROM pg_index AS i WHERE i.indrelid = $1
        """;

    private const string Default =
        """
        SELECT format('ALTER TABLE %s ALTER COLUMN %I %s', a.attrelid::regclass, a.attname, coalesce('SET DEFAULT ' || pg_get_expr(e.adbin, e.adrelid), 'DROP DEFAULT'))
        FROM pg_attribute AS a LEFT JOIN pg_attrdef AS e ON e.adrelid = a.attrelid AND e.adnum = a.attnum WHERE a.attrelid = $1 AND a.attnum = $2
        """;

    private const string NotNull =
        """
        SELECT format('ALTER TABLE %s ALTER COLUMN %I %s NOT NULL', a.attrelid::regclass, a.attname, CASE WHEN a.attnotnull THEN 'SET' ELSE 'DROP' END)
        FROM pg_attribute AS a WHERE a.attrelid = $1 AND a.attnum = $2
        """;

    private const string RowSecurity =
        """
        SELECT format('ALTER TABLE %s %s ROW LEVEL SECURITY, %s ROW LEVEL SECURITY', c.oid::regclass, CASE WHEN c.relrowsecurity THEN 'ENABLE' ELSE 'DISABLE' END,
          CASE WHEN c.relforcerowsecurity THEN 'FORCE' ELSE 'NO FORCE' END) FROM pg_class AS c WHERE c.oid = $1
        """;

    // CREATE OR REPLACE changes no columns that are there, so that a view to which the script added one is made anew; but not where something else would fall with it.
    private static async Task<string> ViewAsync(PostgresSession session, Standing standing, bool drops, CancellationToken cancellation)
    {
        var (name, body, holds) = (await session.QueryAsync(
            """
            SELECT c.oid::regclass::text, format('VIEW %s%s AS %s', c.oid::regclass, ' WITH (' || array_to_string(c.reloptions, ', ') || ')', rtrim(pg_get_viewdef(c.oid), ';')),
              EXISTS (SELECT FROM pg_depend AS d JOIN pg_rewrite AS r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND r.ev_class <> c.oid)
              OR EXISTS (SELECT FROM pg_depend AS d WHERE d.refclassid = 'pg_type'::regclass AND d.refobjid = c.reltype AND d.deptype = 'n')
              OR EXISTS (SELECT FROM pg_rewrite AS r WHERE r.ev_class = c.oid AND r.rulename <> '_RETURN')
              OR EXISTS (SELECT FROM pg_trigger AS t WHERE t.tgrelid = c.oid)
              OR EXISTS (SELECT FROM pg_attrdef AS e WHERE e.adrelid = c.oid)
            FROM pg_class AS c WHERE c.oid = $1
            """,
            row => (row.GetString(0), row.GetString(1), row.GetBoolean(2)),
            cancellation,
            standing.Oid))[0];
        return holds && !drops ? $"CREATE OR REPLACE {body};\n"
            : $"{(drops ? "" : $"DROP VIEW {name};\n")}CREATE {body};\n" + await BelongingsAsync(session, "VIEW", standing, cancellation);
    }

    private static Task<string> IndexAsync(PostgresSession session, Former former, Standing standing, CancellationToken cancellation)
    {
        var made = former.ObjectKind.EndsWith(" CONCURRENTLY", StringComparison.Ordinal) ? "regexp_replace(pg_get_indexdef($1), '^CREATE (UNIQUE )?INDEX ', 'CREATE \\1INDEX CONCURRENTLY ')" : "pg_get_indexdef($1)";
        return WithCommentAsync();

        async Task<string> WithCommentAsync() => await TextAsync(session, $"SELECT {made}", standing, cancellation) + await CommentAsync(session, "INDEX", standing, cancellation);
    }

    private static string Trigger(bool drops)
    {
        var made = drops ? "pg_get_triggerdef(t.oid)" : "regexp_replace(pg_get_triggerdef(t.oid), '^CREATE TRIGGER', 'CREATE OR REPLACE TRIGGER')";
        return $"""
            SELECT {made} FROM pg_trigger AS t WHERE t.oid = $1
            UNION ALL SELECT format('ALTER TABLE %s %s TRIGGER %I', t.tgrelid::regclass, CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, t.tgname)
            FROM pg_trigger AS t WHERE t.oid = $1 AND t.tgenabled <> 'O'
            """;
    }

    private static string Rule(bool drops) =>
        drops ? "SELECT rtrim(pg_get_ruledef($1), ';')" : "SELECT regexp_replace(rtrim(pg_get_ruledef($1), ';'), '^CREATE RULE', 'CREATE OR REPLACE RULE')";

    // One that is validated stays as it is; one that is not is made anew, for nothing takes a validation back.
    private static string Constraint(bool drops) =>
        $"""
        {(drops ? "" : "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', k.conrelid::regclass, k.conname) FROM pg_constraint AS k WHERE k.oid = $1 AND NOT k.convalidated UNION ALL")}
        SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid)) FROM pg_constraint AS k WHERE k.oid = $1{(drops ? "" : " AND NOT k.convalidated")}
        """;

    /// <summary>What goes with a view when it is dropped: owner, privileges, comments.</summary>
    private static Task<string> BelongingsAsync(PostgresSession session, string kind, Standing standing, CancellationToken cancellation) => TextAsync(
        session,
        $"""
        SELECT format('ALTER {kind} %s OWNER TO %I', c.oid::regclass, pg_get_userbyid(c.relowner)) FROM pg_class AS c WHERE c.oid = $1 AND pg_get_userbyid(c.relowner) <> current_user
        UNION ALL SELECT format('GRANT %s ON %s TO %s%s', a.privilege_type, c.oid::regclass, {Role("a.grantee")}, {Option})
        FROM pg_class AS c CROSS JOIN aclexplode(c.relacl) AS a WHERE c.oid = $1 AND a.grantee <> c.relowner
        UNION ALL SELECT format('GRANT %s (%I) ON %s TO %s%s', a.privilege_type, t.attname, c.oid::regclass, {Role("a.grantee")}, {Option})
        FROM pg_class AS c JOIN pg_attribute AS t ON t.attrelid = c.oid CROSS JOIN aclexplode(t.attacl) AS a WHERE c.oid = $1 AND a.grantee <> c.relowner
        UNION ALL SELECT format('COMMENT ON {kind} %s IS %s', c.oid::regclass, quote_literal(d.description))
        FROM pg_description AS d JOIN pg_class AS c ON c.oid = d.objoid WHERE d.classoid = 'pg_class'::regclass AND d.objoid = $1 AND d.objsubid = 0
        UNION ALL SELECT format('COMMENT ON COLUMN %s.%I IS %s', c.oid::regclass, t.attname, quote_literal(d.description))
        FROM pg_description AS d JOIN pg_class AS c ON c.oid = d.objoid JOIN pg_attribute AS t ON t.attrelid = c.oid AND t.attnum = d.objsubid
        WHERE d.classoid = 'pg_class'::regclass AND d.objoid = $1 AND d.objsubid > 0
        """,
        standing,
        cancellation);

    private static Task<string> RoutineBelongingsAsync(PostgresSession session, Standing standing, CancellationToken cancellation) => TextAsync(
        session,
        $"""
        SELECT format('ALTER ROUTINE %s OWNER TO %I', p.oid::regprocedure, pg_get_userbyid(p.proowner)) FROM pg_proc AS p WHERE p.oid = $1 AND pg_get_userbyid(p.proowner) <> current_user
        UNION ALL SELECT format('REVOKE ALL ON ROUTINE %s FROM PUBLIC', p.oid::regprocedure) FROM pg_proc AS p WHERE p.oid = $1 AND p.proacl IS NOT NULL
        UNION ALL SELECT format('GRANT %s ON ROUTINE %s TO %s%s', a.privilege_type, p.oid::regprocedure, {Role("a.grantee")}, {Option})
        FROM pg_proc AS p CROSS JOIN aclexplode(p.proacl) AS a WHERE p.oid = $1 AND a.grantee <> p.proowner
        UNION ALL SELECT format('COMMENT ON ROUTINE %s IS %s', p.oid::regprocedure, quote_literal(d.description))
        FROM pg_description AS d JOIN pg_proc AS p ON p.oid = d.objoid WHERE d.classoid = 'pg_proc'::regclass AND d.objoid = $1
        """,
        standing,
        cancellation);

    private static Task<string> ConstraintCommentAsync(PostgresSession session, Standing standing, CancellationToken cancellation) => CommentAsync(session, "CONSTRAINT", standing, cancellation);

    /// <summary>The comment of an object; with <paramref name="orNone"/> also that it has none.</summary>
    private static Task<string> CommentAsync(PostgresSession session, string kind, Standing standing, CancellationToken cancellation, bool orNone = false) => TextAsync(
        session,
        $"""
        SELECT format('COMMENT ON {kind} %s IS %s', (SELECT i.identity FROM pg_identify_object(x.class, x.oid, x.sub) AS i), coalesce(quote_literal(d.description), 'NULL'))
        FROM (SELECT $2::text::regclass::oid AS class, $1::oid AS oid, $3::int AS sub) AS x LEFT JOIN pg_description AS d ON d.classoid = x.class AND d.objoid = x.oid AND d.objsubid = x.sub
        WHERE $4 OR d.description IS NOT NULL
        """,
        standing,
        cancellation,
        standing.Catalogue,
        standing.Column,
        orNone);

    // All that the roles may do is taken away and given again, so that it does not matter what of it the script gave or took.
    private static async Task<string> PrivilegesAsync(PostgresSession session, Former former, Standing standing, CancellationToken cancellation)
    {
        var (column, owner, standard) = former.ObjectKind switch
        {
            "SCHEMA" => ("nspacl", "nspowner", "'n'"),
            "FUNCTION" => ("proacl", "proowner", "'f'"),
            "TYPE" => ("typacl", "typowner", "'T'"),
            _ => ("relacl", "relowner", "CASE o.relkind WHEN 'S' THEN 's' ELSE 'r' END::\"char\""),
        };
        var columns = former.ObjectKind != "TABLE" ? "" :
            $"""

            UNION ALL SELECT format('GRANT %s (%I) ON TABLE %s TO %s%s', a.privilege_type, t.attname, o.oid::regclass, {Role("a.grantee")}, {Option})
            FROM pg_class AS o JOIN pg_attribute AS t ON t.attrelid = o.oid CROSS JOIN aclexplode(t.attacl) AS a JOIN roles AS r ON r.id = a.grantee WHERE o.oid = $1
            """;
        return await TextAsync(
            session,
            $"""
            WITH roles AS (
              SELECT DISTINCT CASE WHEN upper(name) = 'PUBLIC' THEN 0::oid WHEN upper(name) IN ('CURRENT_USER', 'CURRENT_ROLE', 'SESSION_USER') THEN (SELECT oid FROM pg_roles WHERE rolname = current_user)
                ELSE (SELECT oid FROM pg_roles WHERE rolname = (parse_ident(name))[1]) END AS id FROM unnest($2::text[]) AS n (name)),
            what AS (SELECT format('{former.ObjectKind} %s', (SELECT i.identity FROM pg_identify_object($3::text::regclass, $1, 0) AS i)) AS name)
            SELECT format('REVOKE ALL ON %s FROM %s', what.name, {Role("r.id")}) FROM roles AS r CROSS JOIN what WHERE r.id IS NOT NULL
            UNION ALL SELECT format('GRANT %s ON %s TO %s%s', a.privilege_type, what.name, {Role("a.grantee")}, {Option})
            FROM {standing.Catalogue} AS o CROSS JOIN aclexplode(coalesce(o.{column}, acldefault({standard}, o.{owner}))) AS a JOIN roles AS r ON r.id = a.grantee CROSS JOIN what WHERE o.oid = $1{columns}
            """,
            standing,
            cancellation,
            former.Roles!.ToArray(),
            standing.Catalogue);
    }

    private const string Option = "CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' END";

    private static string Role(string id) => $"CASE {id} WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid({id})) END";

    /// <summary>The statements that a query answers, for the object as its first parameter.</summary>
    private static async Task<string> TextAsync(PostgresSession session, string sql, Standing standing, CancellationToken cancellation, params object[] more)
    {
        var statements = await session.QueryAsync(sql, row => row.GetString(0).TrimEnd(), cancellation, [standing.Oid, .. more]);
        return string.Concat(statements.Select(statement => $"{statement};\n"));
    }

    /// <summary>A thing that is there: its catalogue, its number there, and its column or 0.</summary>
    private sealed record Standing(string Catalogue, uint Oid, int Column);
}
