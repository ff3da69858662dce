namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>Which objects of a structure need which others, from the server's own record of dependencies. What the bodies of functions name stands in no such record.</summary>
internal static class PostgresDependencies
{
    // One object of the structure stands for several of the catalogue: a table for its row type, the array of that and its defaults; a constraint for its index.
    private const string Query =
        """
        WITH relation (oid, kind, name) AS (
          SELECT c.oid, CASE WHEN c.relkind IN ('r', 'p') THEN 'Table' WHEN c.relkind IN ('v', 'm') THEN 'View' WHEN c.relkind = 'c' THEN 'Type' ELSE 'Sequence' END, format('%I.%I', n.nspname, c.relname)
          FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'c') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'),
        kept (oid, kind, name) AS (
          SELECT r.oid, coalesce(o.kind, r.kind), coalesce(o.name, r.name) FROM relation AS r
          LEFT JOIN pg_depend AS d ON r.kind = 'Sequence' AND d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.deptype = 'i' AND d.refclassid = 'pg_class'::regclass
          LEFT JOIN relation AS o ON o.oid = d.refobjid),
        kind_of_type (oid, kind, name) AS (
          SELECT t.oid, coalesce(r.kind, 'Type'), coalesce(r.name, format('%I.%I', n.nspname, t.typname)) FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace
          LEFT JOIN relation AS r ON r.oid = t.typrelid WHERE t.typtype IN ('e', 'd', 'r', 'c') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'),
        named (class, oid, kind, name) AS (
          SELECT 'pg_namespace'::regclass::oid, oid, 'Schema', nspname::text FROM pg_namespace
          UNION ALL SELECT 'pg_extension'::regclass, oid, 'Extension', extname::text FROM pg_extension
          UNION ALL SELECT x.classid, x.objid, 'Extension', e.extname::text FROM pg_depend AS x JOIN pg_extension AS e ON e.oid = x.refobjid WHERE x.refclassid = 'pg_extension'::regclass AND x.deptype = 'e'
          UNION ALL SELECT 'pg_class'::regclass, oid, kind, name FROM kept
          UNION ALL SELECT 'pg_type'::regclass, oid, kind, name FROM kind_of_type
          UNION ALL SELECT 'pg_type'::regclass, t.typarray, k.kind, k.name FROM kind_of_type AS k JOIN pg_type AS t ON t.oid = k.oid WHERE t.typarray <> 0
          UNION ALL SELECT 'pg_proc'::regclass, oid, CASE prokind WHEN 'a' THEN 'Aggregate' ELSE 'Function' END, oid::regprocedure::text FROM pg_proc
          UNION ALL SELECT 'pg_constraint'::regclass, oid, CASE contype WHEN 'f' THEN 'ForeignKey' ELSE 'Constraint' END, format('%s %I', conrelid::regclass, conname) FROM pg_constraint WHERE conrelid <> 0
          UNION ALL SELECT 'pg_constraint'::regclass, k.oid, t.kind, t.name FROM pg_constraint AS k JOIN kind_of_type AS t ON t.oid = k.contypid
          UNION ALL SELECT 'pg_attrdef'::regclass, e.oid, r.kind, r.name FROM pg_attrdef AS e JOIN relation AS r ON r.oid = e.adrelid
          UNION ALL SELECT 'pg_class'::regclass, i.indexrelid, 'Constraint', format('%s %I', k.conrelid::regclass, k.conname) FROM pg_index AS i JOIN pg_constraint AS k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
          UNION ALL SELECT 'pg_class'::regclass, i.indexrelid, CASE r.relkind WHEN 'm' THEN 'View' ELSE 'Index' END, i.indexrelid::regclass::text FROM pg_index AS i JOIN pg_class AS r ON r.oid = i.indrelid
            WHERE NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
          UNION ALL SELECT 'pg_statistic_ext'::regclass, s.oid, 'Index', format('%I.%I', n.nspname, s.stxname) FROM pg_statistic_ext AS s JOIN pg_namespace AS n ON n.oid = s.stxnamespace
          UNION ALL SELECT 'pg_rewrite'::regclass, w.oid, CASE w.rulename WHEN '_RETURN' THEN 'View' ELSE 'Rule' END, CASE w.rulename WHEN '_RETURN' THEN r.name ELSE format('%s %I', w.ev_class::regclass, w.rulename) END
            FROM pg_rewrite AS w JOIN relation AS r ON r.oid = w.ev_class
          UNION ALL SELECT 'pg_trigger'::regclass, oid, 'Trigger', format('%s %I', tgrelid::regclass, tgname) FROM pg_trigger WHERE NOT tgisinternal
          UNION ALL SELECT 'pg_policy'::regclass, oid, 'Security', format('%s %I', polrelid::regclass, polname) FROM pg_policy)
        SELECT DISTINCT CASE WHEN s.kind = 'Sequence' AND d.deptype = 'a' THEN 'Owned' ELSE s.kind END, s.name, r.kind, r.name
        FROM pg_depend AS d JOIN named AS s ON s.class = d.classid AND s.oid = d.objid JOIN named AS r ON r.class = d.refclassid AND r.oid = d.refobjid
        WHERE d.deptype <> 'e' AND (s.kind, s.name) <> (r.kind, r.name)
        """;

    /// <summary>Pairs of an object and one that must be made before it. The session's search path must be empty.</summary>
    public static async Task<ILookup<(PostgresObjectKind, string), (PostgresObjectKind, string)>> ReadAsync(PostgresSession session, CancellationToken cancellation) => (await session.QueryAsync(
        Query,
        row => (From: (Enum.Parse<PostgresObjectKind>(row.GetString(0)), row.GetString(1)), To: (Enum.Parse<PostgresObjectKind>(row.GetString(2)), row.GetString(3))),
        cancellation)).ToLookup(pair => pair.From, pair => pair.To);

    /// <summary>What of the catalogue has no record, because it is a property of another object there and a statement of its own here.</summary>
    public static IEnumerable<(PostgresObjectKind, string)> OfStatement(PostgresObject item) => item.Kind switch
    {
        PostgresObjectKind.Owned => [(PostgresObjectKind.Sequence, item.Name)],
        PostgresObjectKind.Security => new[] { "ENABLE", "FORCE" }.Where(action => item.Name.EndsWith(action, StringComparison.Ordinal)).Select(action => (PostgresObjectKind.Table, item.Name[..^action.Length])),
        PostgresObjectKind.Trigger when item.Name.EndsWith(" ~", StringComparison.Ordinal) => [(PostgresObjectKind.Trigger, item.Name[..^2])],
        _ => [],
    };

    /// <summary>
    /// The objects, each behind all that it needs and otherwise in the order given. Where objects need each other in a circle the first of them comes first, and
    /// <paramref name="circles"/> tells it.
    /// </summary>
    public static IReadOnlyList<PostgresObject> Sort(
        IReadOnlyList<PostgresObject> objects, ILookup<(PostgresObjectKind, string), (PostgresObjectKind, string)> needs, ICollection<PostgresObject> circles)
    {
        var byName = objects.Index().ToLookup(entry => (entry.Item.Kind, entry.Item.Name), entry => entry.Index);
        var missing = new int[objects.Count];
        var dependents = new List<int>[objects.Count];
        foreach (var (at, item) in objects.Index())
        {
            foreach (var before in needs[(item.Kind, item.Name)].Concat(OfStatement(item)).SelectMany(need => byName[need]).Distinct().Where(before => before != at))
            {
                missing[at]++;
                (dependents[before] ??= []).Add(at);
            }
        }

        var ready = new SortedSet<int>(Enumerable.Range(0, objects.Count).Where(at => missing[at] == 0));
        var open = new SortedSet<int>(Enumerable.Range(0, objects.Count));
        var sorted = new List<PostgresObject>(objects.Count);
        while (open.Count > 0)
        {
            if (ready.Count == 0)
            {
                circles.Add(objects[open.Min]);
                ready.Add(open.Min);
            }

            var next = ready.Min;
            ready.Remove(next);
            open.Remove(next);
            sorted.Add(objects[next]);
            foreach (var dependent in dependents[next] ?? [])
            {
                if (--missing[dependent] == 0 && open.Contains(dependent))
                {
                    ready.Add(dependent);
                }
            }
        }

        return sorted;
    }
}
