using Npgsql;

namespace FunctionsMigrator.Integration.Tests.Flyway;

/// <summary>
/// What a PostgreSQL database holds, one line an object, in an order that depends on nothing but the objects: an ordered query set over <c>pg_catalog</c> that shares nothing with
/// the product. Two databases with one dump differ in no schema, extension, type, sequence, table, column, default, constraint, index, view, rule, function, trigger, policy,
/// grant or comment, and in no number of rows. The tools' own tables are left out.
/// </summary>
internal static class CatalogueDump
{
    private const string Names = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND n.nspname <> 'fm'";
    private const string Tools = "('flyway_schema_history', 'databasechangelog', 'databasechangeloglock')";

    /// <summary>Kind and query; a query answers name and definition.</summary>
    private static readonly (string Kind, string Sql)[] Queries =
    [
        ("schema", $"SELECT quote_ident(n.nspname), '' FROM pg_namespace n WHERE {Names}"),
        ("extension", "SELECT quote_ident(e.extname), format('%s in %I', e.extversion, n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace"),
        ("type",
            $"""
            SELECT t.oid::regtype::text, CASE t.typtype
              WHEN 'e' THEN (SELECT string_agg(quote_literal(l.enumlabel), ', ' ORDER BY l.enumsortorder) FROM pg_enum l WHERE l.enumtypid = t.oid)
              WHEN 'd' THEN format('domain %s default %s notnull %s %s', format_type(t.typbasetype, t.typtypmod), t.typdefault, t.typnotnull,
                (SELECT string_agg(k.conname || ' ' || pg_get_constraintdef(k.oid), ', ' ORDER BY k.conname) FROM pg_constraint k WHERE k.contypid = t.oid))
              WHEN 'c' THEN (SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = t.typrelid AND NOT a.attisdropped)
              WHEN 'r' THEN (SELECT 'range of ' || format_type(r.rngsubtype, NULL) FROM pg_range r WHERE r.rngtypid = t.oid) ELSE t.typtype::text END
            FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
            WHERE {Names} AND t.typtype IN ('e', 'd', 'c', 'r') AND (t.typtype <> 'c' OR c.relkind = 'c') AND {Made("pg_type", "t.oid")}
            """),
        ("sequence",
            $"""
            SELECT c.oid::regclass::text, format('%s start %s by %s from %s to %s cache %s cycle %s owned by %s', format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle,
              (SELECT format('%s.%s %s', d.refobjid::regclass, d.refobjsubid, d.deptype) FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0))
            FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {Names} AND {Made("pg_class", "c.oid")}
            """),
        ("table",
            $"""
            SELECT c.oid::regclass::text, format('%s %s options %s security %s %s replica %s partition by %s of %s %s', c.relkind, c.relpersistence, c.reloptions, c.relrowsecurity, c.relforcerowsecurity, c.relreplident,
              CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END, (SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = c.oid), pg_get_expr(c.relpartbound, c.oid))
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {Names} AND c.relkind IN ('r', 'p', 'f') AND c.relname NOT IN {Tools} AND {Made("pg_class", "c.oid")}
            """),
        ("column",
            $"""
            SELECT format('%s.%s %I', c.oid::regclass, to_char(a.attnum, 'FM0000'), a.attname), format('%s collate %s notnull %s default %s identity %s generated %s storage %s options %s', format_type(a.atttypid, a.atttypmod),
              nullif(a.attcollation, 0)::regcollation, a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated, a.attstorage, a.attoptions)
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE {Names} AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND c.relname NOT IN {Tools} AND a.attnum > 0 AND NOT a.attisdropped AND {Made("pg_class", "c.oid")}
            """),
        ("constraint",
            $"""
            SELECT format('%s %I', k.conrelid::regclass, k.conname), format('%s validated %s', pg_get_constraintdef(k.oid), k.convalidated) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {Names} AND c.relname NOT IN {Tools}
            """),
        ("index",
            $"""
            SELECT i.indexrelid::regclass::text, format('%s valid %s clustered %s replica %s', pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisclustered, i.indisreplident) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {Names} AND c.relname NOT IN {Tools} AND {Made("pg_class", "c.oid")}
            """),
        ("statistics", $"SELECT format('%I.%I', n.nspname, s.stxname), pg_get_statisticsobjdef(s.oid) FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE {Names}"),
        ("view",
            $"SELECT c.oid::regclass::text, format('%s options %s %s', c.relkind, c.reloptions, pg_get_viewdef(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {Names} AND c.relkind IN ('v', 'm') AND {Made("pg_class", "c.oid")}"),
        ("rule",
            $"SELECT format('%s %I', r.ev_class::regclass, r.rulename), pg_get_ruledef(r.oid) FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {Names} AND r.rulename <> '_RETURN'"),
        ("function",
            $"""
            SELECT p.oid::regprocedure::text, CASE p.prokind WHEN 'a' THEN (SELECT format('aggregate %s %s %s %s', g.aggtransfn, g.aggtranstype::regtype, g.aggfinalfn, g.agginitval) FROM pg_aggregate g WHERE g.aggfnoid = p.oid)
              ELSE pg_get_functiondef(p.oid) END FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {Names} AND {Made("pg_proc", "p.oid")}
            """),
        ("trigger",
            $"""
            SELECT format('%s %I', t.tgrelid::regclass, t.tgname), format('%s enabled %s', pg_get_triggerdef(t.oid), t.tgenabled) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {Names} AND NOT t.tgisinternal
            """),
        ("event trigger", "SELECT quote_ident(e.evtname), format('%s %s %s %s', e.evtevent, e.evtfoid::regproc, e.evtenabled, e.evttags) FROM pg_event_trigger e"),
        ("policy",
            $"""
            SELECT format('%s %I', p.polrelid::regclass, p.polname), format('%s permissive %s to %s using %s check %s', p.polcmd, p.polpermissive,
              (SELECT string_agg(CASE r.id WHEN 0 THEN 'public' ELSE r.id::regrole::text END, ', ' ORDER BY r.id) FROM unnest(p.polroles) AS r (id)), pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
            FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {Names}
            """),
        ("operator", $"SELECT o.oid::regoperator::text, o.oprcode::text FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE {Names} AND {Made("pg_operator", "o.oid")}"),
        ("cast", $"SELECT format('%s as %s', c.castsource::regtype, c.casttarget::regtype), format('%s %s %s', c.castfunc::regprocedure, c.castcontext, c.castmethod) FROM pg_cast c WHERE c.oid >= 16384 AND {Made("pg_cast", "c.oid")}"),
        ("text search", $"SELECT c.oid::regconfig::text, c.cfgparser::text FROM pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace WHERE {Names}"),
        ("publication", "SELECT quote_ident(p.pubname), format('all %s %s %s %s', p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete) FROM pg_publication p"),
        ("grant",
            $"""
            SELECT format('%s %s', x.what, x.name), string_agg(format('%s %s%s', CASE a.grantee WHEN 0 THEN 'public' ELSE a.grantee::regrole::text END, a.privilege_type, CASE WHEN a.is_grantable THEN '*' END), ', '
              ORDER BY a.grantee::regrole::text, a.privilege_type) FROM (
              SELECT 'relation', c.oid::regclass::text, c.relacl FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {Names} AND {Made("pg_class", "c.oid")}
              UNION ALL SELECT 'column', format('%s.%I', c.oid::regclass, t.attname), t.attacl FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {Names}
              UNION ALL SELECT 'schema', n.nspname::text, n.nspacl FROM pg_namespace n WHERE {Names}
              UNION ALL SELECT 'function', p.oid::regprocedure::text, p.proacl FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {Names} AND {Made("pg_proc", "p.oid")}
              UNION ALL SELECT 'type', t.oid::regtype::text, t.typacl FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE {Names}
              UNION ALL SELECT 'default', format('%s %s %s', d.defaclrole::regrole, d.defaclnamespace::regnamespace, d.defaclobjtype), d.defaclacl FROM pg_default_acl d) AS x (what, name, acl), aclexplode(x.acl) AS a
            GROUP BY x.what, x.name
            """),
        ("comment",
            """
            SELECT format('%s %s', i.type, i.identity), d.description FROM pg_description d, pg_identify_object(d.classoid, d.objoid, d.objsubid) AS i
            WHERE (d.objoid >= 16384 OR (d.classoid = 'pg_namespace'::regclass AND i.identity = 'public')) AND coalesce(i.schema, '') !~ '^pg_' AND coalesce(i.schema, '') <> 'fm' AND i.identity !~ '^fm\M'
              AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = d.classoid AND x.objid = d.objoid AND x.deptype = 'e')
            """),
        ("rows",
            $"""
            SELECT c.oid::regclass::text, (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %s', c.oid::regclass), false, true, '')))[1]::text
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {Names} AND c.relkind IN ('r', 'm') AND c.relname NOT IN {Tools}
            """),
    ];

    /// <summary>The kinds of lines, in the order of the dump.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Queries.Select(query => query.Kind)];

    /// <summary>The lines: kind, name and definition, parted by <c>|</c>, line ends of definitions written as <c>\n</c>.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(string connectionString, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellation);
        await using (var path = new NpgsqlCommand("SET search_path = pg_catalog", connection))
        {
            await path.ExecuteNonQueryAsync(cancellation);
        }

        var lines = new List<string>();
        foreach (var (kind, sql) in Queries)
        {
            var found = new List<string>();
            await using var command = new NpgsqlCommand(sql, connection);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                var definition = await reader.IsDBNullAsync(1, cancellation) ? "" : reader.GetString(1);
                found.Add($"{kind} | {reader.GetString(0)} | {definition.Replace("\n", "\\n", StringComparison.Ordinal)}");
            }

            lines.AddRange(found.Order(StringComparer.Ordinal));
        }

        return lines;
    }

    // Not made by an extension: the line of the extension stands for it.
    private static string Made(string catalogue, string oid) =>
        $"NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = '{catalogue}'::regclass AND x.objid = {oid} AND x.deptype = 'e')";
}
