using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>
/// Fills a scratch database: the structure of the live one, its script history, the rows of managed tables with all their columns, and a few generated rows in the tables that
/// the plan's scripts touch and that would be empty. Rows of other tables are not read, so foreign keys to or from what is missing or made up are not enforced there.
/// </summary>
internal sealed class PostgresScratch(PostgresPlace live, PostgresPlace place, PostgresDefinition definition, TargetAddress address)
{
    private const int UnenforcedSince = 18;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Fills it; answers how it differs from the live one, for people.</summary>
    public async Task<IReadOnlyList<Finding>> FillAsync(ScratchRequest request, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        await using var from = await PostgresSession.BeginAsync(live, Work(readOnly: true), cancellation);
        var structure = await PostgresStructure.ReadAsync(from, definition.Bookkeeping, cancellation);
        var links = await PostgresLink.AllAsync(from, cancellation);
        await using var to = await PostgresSession.BeginAsync(place, Work(readOnly: false), cancellation);

        await to.SetAsync("check_function_bodies", "off", cancellation);
        await PrepareSchemasAsync(to, structure, cancellation);
        await MakeAsync(to, [.. structure.Where(item => item.Kind is < PostgresObjectKind.View and not PostgresObjectKind.Schema)], findings, cancellation);
        await new PostgresBookkeeping(definition.Bookkeeping, address).CreateAsync(to, cancellation);
        await CopyHistoryAsync(from, to, cancellation);

        var managed = await ManagedAsync(from, request, cancellation);
        foreach (var table in managed)
        {
            await CopyRowsAsync(from, to, table, cancellation);
        }

        // Triggers come last: they shall not see the rows that are only copied or made up.
        var rows = new PostgresGeneratedRows(to, definition.Schema, links, address);
        await rows.FillAsync(request.Touched, cancellation);
        findings.AddRange(rows.Findings);
        await ForwardSequencesAsync(to, cancellation);
        var loose = links.Where(link => rows.MadeUp.Contains(link.ChildSql) || !managed.Any(table => table.Sql == link.ParentSql)).Select(link => link.Id).ToHashSet(StringComparer.Ordinal);
        var rest = Loosened(structure.Where(item => item.Kind >= PostgresObjectKind.View), loose, to.Connection.PostgreSqlVersion.Major);
        await MakeAsync(to, rest, findings, cancellation);
        if (loose.Count > 0)
        {
            findings.Add(TargetCodes.ScratchDiffers.Finding(
                $"Foreign keys are not checked in the scratch database where rows that they join are not in it: {string.Join(", ", loose.Order(StringComparer.Ordinal))}.", target: address.ToString()));
        }

        await to.CommitAsync(cancellation);
        return findings;
    }

    private PostgresWork Work(bool readOnly) => new(PostgresTarget.SearchPath(definition), readOnly, Patience, Patience);

    private static async Task PrepareSchemasAsync(PostgresSession to, IReadOnlyList<PostgresObject> structure, CancellationToken cancellation)
    {
        var schemas = structure.Where(item => item.Kind == PostgresObjectKind.Schema).ToList();
        if (!schemas.Exists(schema => schema.Name == "public"))
        {
            await to.RunAsync("DROP SCHEMA public", cancellation);
        }

        foreach (var schema in schemas.Where(schema => schema.Name != "public"))
        {
            await to.RunAsync(schema.Sql, cancellation);
        }
    }

    /// <summary>
    /// Makes objects that may need each other, in whatever order works: what fails is tried again as long as anything else succeeds. What cannot be made at all is told.
    /// </summary>
    private async Task MakeAsync(PostgresSession to, List<PostgresObject> objects, List<Finding> findings, CancellationToken cancellation)
    {
        var path = PostgresTarget.SearchPath(definition);
        await to.SetAsync("search_path", "", cancellation);
        var waiting = objects;
        var reasons = new Dictionary<PostgresObject, string>();
        for (var before = -1; waiting.Count > 0 && waiting.Count != before;)
        {
            before = waiting.Count;
            var failed = new List<PostgresObject>();
            foreach (var item in waiting)
            {
                if (!await to.TryAsync(() => to.RunAsync(item.Sql, cancellation), refused => (reasons[item] = PostgresFailures.Words(refused)) is not null && !PostgresFailures.IsOutage(refused), cancellation))
                {
                    failed.Add(item);
                }
            }

            waiting = failed;
        }

        findings.AddRange(waiting.Select(item => TargetCodes.ScratchDiffers.Finding(
            $"{item.Kind} {item.Name} is not in the scratch database: {reasons[item]}.", target: address.ToString())));
        await to.SetAsync("search_path", path, cancellation);
    }

    // An unenforced constraint can be altered and dropped by scripts as on the live target; older servers have none, and go without.
    private static List<PostgresObject> Loosened(IEnumerable<PostgresObject> objects, HashSet<string> loose, int server) => [.. objects
        .Where(item => server >= UnenforcedSince || item.Kind != PostgresObjectKind.ForeignKey || !loose.Contains(item.Name))
        .Select(item => item.Kind == PostgresObjectKind.ForeignKey && loose.Contains(item.Name) ? item with { Sql = item.Sql + " NOT ENFORCED" } : item)];

    private async Task<IReadOnlyList<PostgresTable>> ManagedAsync(PostgresSession from, ScratchRequest request, CancellationToken cancellation)
    {
        var tables = new List<PostgresTable>();
        foreach (var name in request.Slices.Where(slice => slice.Table is not null).Select(slice => slice.Table!.Table).Distinct(StringComparer.Ordinal))
        {
            if (await PostgresTable.ReadAsync(from, name, definition.Schema, cancellation) is { } table && tables.TrueForAll(known => known.Oid != table.Oid))
            {
                tables.Add(table);
            }
        }

        return tables;
    }

    private static async Task CopyRowsAsync(PostgresSession from, PostgresSession to, PostgresTable table, CancellationToken cancellation)
    {
        var columns = SqlText.Quote(table.Columns.Where(column => !column.Generated).Select(column => column.Name));
        await CopyAsync(from, $"COPY (SELECT {columns} FROM {table.Sql}) TO STDOUT", to, $"COPY {table.Sql} ({columns}) FROM STDIN", cancellation);
    }

    private async Task CopyHistoryAsync(PostgresSession from, PostgresSession to, CancellationToken cancellation)
    {
        var books = new PostgresBookkeeping(definition.Bookkeeping, address);
        if (await books.HasAsync(from, "history", cancellation))
        {
            const string columns = "resource, script, version, kind, action, checksum, text, run, change_id, fence, at";
            await CopyAsync(
                from, $"COPY (SELECT {columns} FROM {books.Table("history")} ORDER BY id) TO STDOUT", to, $"COPY {books.Table("history")} ({columns}) FROM STDIN", cancellation);
        }

        // What stands of a script that is not done stands in the structure too.
        if (await books.HasAsync(from, "progress", cancellation))
        {
            await CopyAsync(from, $"COPY {books.Table("progress")} TO STDOUT", to, $"COPY {books.Table("progress")} FROM STDIN", cancellation);
        }
    }

    private static async Task CopyAsync(PostgresSession from, string export, PostgresSession to, string import, CancellationToken cancellation)
    {
        using var reader = await from.Connection.BeginTextExportAsync(export, cancellation);
        await using var writer = await to.Connection.BeginTextImportAsync(import, cancellation);
        var buffer = new char[64 << 10];
        for (int read; (read = await reader.ReadAsync(buffer, cancellation)) > 0;)
        {
            await writer.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }
    }

    /// <summary>Rows were copied with their numbers; the next one shall be a new one.</summary>
    private static async Task ForwardSequencesAsync(PostgresSession to, CancellationToken cancellation)
    {
        var owned = await to.QueryAsync(
            """
            SELECT d.objid::regclass::text, d.refobjid::regclass::text, quote_ident(a.attname) FROM pg_catalog.pg_depend AS d
            JOIN pg_catalog.pg_class AS s ON s.oid = d.objid AND s.relkind = 'S'
            JOIN pg_catalog.pg_class AS r ON r.oid = d.refobjid AND r.relkind IN ('r', 'p')
            JOIN pg_catalog.pg_namespace AS n ON n.oid = r.relnamespace AND n.nspname !~ '^pg_'
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
            WHERE d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
            """,
            row => (Sequence: row.GetString(0), Table: row.GetString(1), Column: row.GetString(2)),
            cancellation);
        foreach (var (sequence, table, column) in owned)
        {
            await to.TryAsync(
                () => to.QueryAsync($"SELECT setval($1::regclass, m) FROM (SELECT max({column})::bigint AS m FROM {table}) AS x WHERE m IS NOT NULL", _ => true, cancellation, sequence),
                refused => refused.SqlState.StartsWith("22", StringComparison.Ordinal) || refused.SqlState.StartsWith("42", StringComparison.Ordinal),
                cancellation);
        }
    }
}
