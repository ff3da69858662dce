using FunctionsMigrator.Core;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>
/// The structure of a database as statements that make it, from the server's own description: schemas, extensions with their versions, enums, composite types, domains,
/// ranges, sequences, functions, procedures, aggregates, tables with columns, types, defaults, identities and partitions, constraints, indexes, statistics, views, materialised
/// views, rules, triggers, row security. Not in it: owners, grants, comments, casts, operators, text search, foreign servers, publications, and where sequences stand.
/// The product's own schema and what extensions made are left out.
/// </summary>
internal static class PostgresStructure
{
    private const string Mine = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND n.nspname <> $1";

    private static readonly (PostgresObjectKind Kind, string Sql)[] Queries =
    [
        (PostgresObjectKind.Schema, $"SELECT n.nspname::text, format('CREATE SCHEMA %I', n.nspname) FROM pg_namespace AS n WHERE {Mine} AND {NotOf("pg_namespace", "n.oid")}"),
        (PostgresObjectKind.Extension,
            """
            SELECT e.extname::text, format('CREATE EXTENSION %I SCHEMA %I VERSION %L', e.extname, n.nspname, e.extversion)
            FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql' AND n.nspname <> $1
            """),
        (PostgresObjectKind.Type,
            $"""
            SELECT format('%I.%I', n.nspname, t.typname), CASE t.typtype
              WHEN 'e' THEN format('CREATE TYPE %I.%I AS ENUM (%s)', n.nspname, t.typname,
                (SELECT string_agg(quote_literal(l.enumlabel), ', ' ORDER BY l.enumsortorder) FROM pg_enum AS l WHERE l.enumtypid = t.oid))
              WHEN 'c' THEN format('CREATE TYPE %I.%I AS (%s)', n.nspname, t.typname,
                (SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY a.attnum) FROM pg_attribute AS a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped))
              WHEN 'd' THEN format('CREATE DOMAIN %I.%I AS %s%s%s%s', n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod),
                ' DEFAULT ' || t.typdefault, CASE WHEN t.typnotnull THEN ' NOT NULL' END,
                (SELECT string_agg(format(' CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)), '' ORDER BY k.conname) FROM pg_constraint AS k WHERE k.contypid = t.oid AND k.contype = 'c'))
              ELSE format('CREATE TYPE %I.%I AS RANGE (SUBTYPE = %s)', n.nspname, t.typname, (SELECT format_type(r.rngsubtype, NULL) FROM pg_range AS r WHERE r.rngtypid = t.oid)) END
            FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace
            WHERE {Mine} AND {NotOf("pg_type", "t.oid")} AND (t.typtype IN ('e', 'd', 'r') OR (t.typtype = 'c' AND EXISTS (SELECT FROM pg_class AS c WHERE c.oid = t.typrelid AND c.relkind = 'c')))
            """),
        (PostgresObjectKind.Sequence,
            $"""
            SELECT format('%I.%I', n.nspname, c.relname), format('CREATE SEQUENCE %I.%I AS %s INCREMENT BY %s MINVALUE %s MAXVALUE %s START WITH %s CACHE %s%s', n.nspname, c.relname,
              format_type(s.seqtypid, NULL), s.seqincrement, s.seqmin, s.seqmax, s.seqstart, s.seqcache, CASE WHEN s.seqcycle THEN ' CYCLE' END)
            FROM pg_sequence AS s JOIN pg_class AS c ON c.oid = s.seqrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE {Mine} AND {NotOf("pg_class", "c.oid")} AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i')
            """),
        (PostgresObjectKind.Owned,
            $"""
            SELECT format('%I.%I', n.nspname, c.relname), format('ALTER SEQUENCE %I.%I OWNED BY %s.%I', n.nspname, c.relname, d.refobjid::regclass, a.attname)
            FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
            JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'a' AND d.refobjsubid > 0
            JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
            WHERE {Mine} AND c.relkind = 'S' AND {NotOf("pg_class", "c.oid")}
            """),
        (PostgresObjectKind.Function,
            $"""
            SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid) FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
            WHERE {Mine} AND p.prokind <> 'a' AND {NotOf("pg_proc", "p.oid")}
            """),
        (PostgresObjectKind.Aggregate,
            $"""
            SELECT p.oid::regprocedure::text, format('CREATE AGGREGATE %I.%I(%s) (SFUNC = %s, STYPE = %s%s%s%s%s%s%s%s%s%s%s%s%s)', n.nspname, p.proname,
              CASE WHEN g.aggkind = 'n' AND p.pronargs = 0 THEN '*' ELSE pg_get_function_arguments(p.oid) END, g.aggtransfn, format_type(g.aggtranstype, NULL),
              CASE WHEN g.aggtransspace > 0 THEN format(', SSPACE = %s', g.aggtransspace) END,
              CASE WHEN g.aggfinalfn <> 0 THEN format(', FINALFUNC = %s%s, FINALFUNC_MODIFY = %s', g.aggfinalfn, CASE WHEN g.aggfinalextra THEN ', FINALFUNC_EXTRA' END,
                CASE g.aggfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END) END,
              CASE WHEN g.aggcombinefn <> 0 THEN format(', COMBINEFUNC = %s', g.aggcombinefn) END,
              CASE WHEN g.aggserialfn <> 0 THEN format(', SERIALFUNC = %s, DESERIALFUNC = %s', g.aggserialfn, g.aggdeserialfn) END,
              ', INITCOND = ' || quote_literal(g.agginitval),
              CASE WHEN g.aggmtransfn <> 0 THEN format(', MSFUNC = %s, MINVFUNC = %s, MSTYPE = %s', g.aggmtransfn, g.aggminvtransfn, format_type(g.aggmtranstype, NULL)) END,
              CASE WHEN g.aggmtransspace > 0 THEN format(', MSSPACE = %s', g.aggmtransspace) END,
              CASE WHEN g.aggmfinalfn <> 0 THEN format(', MFINALFUNC = %s%s, MFINALFUNC_MODIFY = %s', g.aggmfinalfn, CASE WHEN g.aggmfinalextra THEN ', MFINALFUNC_EXTRA' END,
                CASE g.aggmfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END) END,
              ', MINITCOND = ' || quote_literal(g.aggminitval),
              CASE WHEN g.aggsortop <> 0 THEN format(', SORTOP = OPERATOR(%s.%s)', (SELECT quote_ident(sn.nspname) FROM pg_operator AS o JOIN pg_namespace AS sn ON sn.oid = o.oprnamespace WHERE o.oid = g.aggsortop),
                (SELECT o.oprname FROM pg_operator AS o WHERE o.oid = g.aggsortop)) END,
              CASE p.proparallel WHEN 's' THEN ', PARALLEL = SAFE' WHEN 'r' THEN ', PARALLEL = RESTRICTED' END, CASE g.aggkind WHEN 'h' THEN ', HYPOTHETICAL' END)
            FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace JOIN pg_aggregate AS g ON g.aggfnoid = p.oid WHERE {Mine} AND {NotOf("pg_proc", "p.oid")}
            """),
        (PostgresObjectKind.Table,
            $"""
            SELECT format('%I.%I', n.nspname, c.relname), format('CREATE %sTABLE %I.%I %s%s%s', CASE WHEN c.relpersistence = 'u' THEN 'UNLOGGED ' END, n.nspname, c.relname,
              CASE WHEN c.relispartition
                THEN format('PARTITION OF %s %s', (SELECT i.inhparent::regclass FROM pg_inherits AS i WHERE i.inhrelid = c.oid), pg_get_expr(c.relpartbound, c.oid))
                ELSE format('(%s)%s', (SELECT string_agg(format('%I %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
                  CASE WHEN a.attcollation <> t.typcollation AND a.attcollation <> 0 THEN (SELECT format(' COLLATE %I.%I', ln.nspname, l.collname) FROM pg_collation AS l JOIN pg_namespace AS ln ON ln.oid = l.collnamespace WHERE l.oid = a.attcollation) END,
                  CASE WHEN a.attgenerated <> '' THEN format(' GENERATED ALWAYS AS (%s) %s', pg_get_expr(e.adbin, e.adrelid), CASE a.attgenerated WHEN 's' THEN 'STORED' ELSE 'VIRTUAL' END)
                    WHEN a.attidentity <> '' THEN (SELECT format(' GENERATED %s AS IDENTITY (INCREMENT BY %s MINVALUE %s MAXVALUE %s START WITH %s)', CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END,
                      s.seqincrement, s.seqmin, s.seqmax, s.seqstart) FROM pg_sequence AS s WHERE s.seqrelid = pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname::text)::regclass)
                    ELSE ' DEFAULT ' || pg_get_expr(e.adbin, e.adrelid) END,
                  CASE WHEN a.attnotnull THEN ' NOT NULL' END), ', ' ORDER BY a.attnum)
                  FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid LEFT JOIN pg_attrdef AS e ON e.adrelid = a.attrelid AND e.adnum = a.attnum
                  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
                  (SELECT format(' INHERITS (%s)', string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno)) FROM pg_inherits AS i WHERE i.inhrelid = c.oid HAVING count(*) > 0)) END,
              CASE WHEN c.relkind = 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(c.oid) END,
              ' WITH (' || array_to_string(c.reloptions, ', ') || ')')
            FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE {Mine} AND c.relkind IN ('r', 'p') AND {NotOf("pg_class", "c.oid")}
            """),
        (PostgresObjectKind.Constraint, Constraints("k.contype IN ('p', 'u', 'x', 'c')")),
        (PostgresObjectKind.ForeignKey, Constraints("k.contype = 'f'")),
        (PostgresObjectKind.Index,
            $"""
            SELECT i.indexrelid::regclass::text, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') || CASE WHEN i.indisvalid THEN '' ELSE ' /* invalid */' END
            FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_class AS r ON r.oid = i.indrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE {Mine} AND r.relkind IN ('r', 'p') AND {NotOf("pg_class", "r.oid")} AND NOT EXISTS (SELECT FROM pg_inherits AS h WHERE h.inhrelid = i.indexrelid)
              AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
            """),
        (PostgresObjectKind.Index,
            $"SELECT format('%I.%I', n.nspname, s.stxname), pg_get_statisticsobjdef(s.oid) FROM pg_statistic_ext AS s JOIN pg_namespace AS n ON n.oid = s.stxnamespace WHERE {Mine} AND {NotOf("pg_statistic_ext", "s.oid")}"),
        (PostgresObjectKind.View,
            $"""
            SELECT format('%I.%I', n.nspname, c.relname), format('CREATE %sVIEW %I.%I%s AS %s', CASE WHEN c.relkind = 'm' THEN 'MATERIALIZED ' END, n.nspname, c.relname,
              ' WITH (' || array_to_string(c.reloptions, ', ') || ')', rtrim(pg_get_viewdef(c.oid), ';'))
            FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE {Mine} AND c.relkind IN ('v', 'm') AND {NotOf("pg_class", "c.oid")}
            """),
        (PostgresObjectKind.View,
            $"""
            SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index AS i JOIN pg_class AS r ON r.oid = i.indrelid JOIN pg_namespace AS n ON n.oid = r.relnamespace
            WHERE {Mine} AND r.relkind = 'm' AND {NotOf("pg_class", "r.oid")}
            """),
        (PostgresObjectKind.Rule,
            $"""
            SELECT format('%s %I', r.ev_class::regclass, r.rulename), rtrim(pg_get_ruledef(r.oid), ';') FROM pg_rewrite AS r JOIN pg_class AS c ON c.oid = r.ev_class JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE {Mine} AND r.rulename <> '_RETURN' AND {NotOf("pg_class", "c.oid")}
            """),
        (PostgresObjectKind.Trigger,
            $"""
            SELECT format('%s %I', t.tgrelid::regclass, t.tgname), pg_get_triggerdef(t.oid) FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE {Mine} AND NOT t.tgisinternal AND t.tgparentid = 0 AND {NotOf("pg_class", "c.oid")}
            """),
        (PostgresObjectKind.Trigger,
            $"""
            SELECT format('%s %I ~', t.tgrelid::regclass, t.tgname), format('ALTER TABLE %s %s TRIGGER %I', t.tgrelid::regclass, CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, t.tgname)
            FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE {Mine} AND NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgenabled <> 'O' AND {NotOf("pg_class", "c.oid")}
            """),
        (PostgresObjectKind.Security,
            $"""
            SELECT c.oid::regclass::text || f.action, format('ALTER TABLE %s %s ROW LEVEL SECURITY', c.oid::regclass, f.action)
            FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace CROSS JOIN (VALUES ('ENABLE'), ('FORCE')) AS f (action)
            WHERE {Mine} AND c.relkind IN ('r', 'p') AND {NotOf("pg_class", "c.oid")} AND CASE f.action WHEN 'ENABLE' THEN c.relrowsecurity ELSE c.relforcerowsecurity END
            """),
        (PostgresObjectKind.Security,
            $"""
            SELECT format('%s %I', p.polrelid::regclass, p.polname), format('CREATE POLICY %I ON %s AS %s FOR %s TO %s%s%s', p.polname, p.polrelid::regclass, CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
              CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
              (SELECT string_agg(CASE r.id WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r.id)) END, ', ' ORDER BY r.id) FROM unnest(p.polroles) AS r (id)),
              ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')
            FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE {Mine} AND {NotOf("pg_class", "c.oid")}
            """),
    ];

    /// <summary>The objects in the order of their kinds and names.</summary>
    public static async Task<IReadOnlyList<PostgresObject>> ReadAsync(PostgresSession session, string bookkeeping, CancellationToken cancellation)
    {
        // With nothing on the path every name is written with its schema.
        var path = (await session.QueryAsync("SELECT current_setting('search_path')", row => row.GetString(0), cancellation))[0];
        await session.SetAsync("search_path", "", cancellation);
        var objects = new List<PostgresObject>();
        foreach (var (kind, sql) in Queries)
        {
            objects.AddRange(await session.QueryAsync(sql, row => new PostgresObject(kind, row.GetString(0), row.GetString(1)), cancellation, bookkeeping));
        }

        await session.SetAsync("search_path", path, cancellation);
        return [.. objects.OrderBy(item => item.Kind).ThenBy(item => item.Name, StringComparer.Ordinal).ThenBy(item => item.Sql, StringComparer.Ordinal)];
    }

    /// <summary>The checksum of a structure.</summary>
    public static Digest Of(IEnumerable<PostgresObject> objects)
    {
        using var hash = new FingerprintHash();
        foreach (var item in objects)
        {
            hash.Add((long)item.Kind);
            hash.Add(item.Name);
            hash.Add(item.Sql);
        }

        return hash.End();
    }

    private static string Constraints(string which) =>
        $"""
        SELECT format('%s %I', k.conrelid::regclass, k.conname), format('ALTER TABLE %s ADD CONSTRAINT %I %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid))
        FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE {Mine} AND {which} AND k.conparentid = 0 AND k.conislocal AND {NotOf("pg_class", "c.oid")}
        """;

    private static string NotOf(string catalogue, string oid) =>
        $"NOT EXISTS (SELECT FROM pg_depend AS x WHERE x.classid = '{catalogue}'::regclass AND x.objid = {oid} AND x.deptype = 'e')";
}
