using System.Text;
using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>The structure of a database as one script that makes it on an empty database: every batch behind all that it needs, parted by GO.</summary>
internal static class SqlServerSchemaText
{
    /// <summary>The script, and warnings about what of the database it does not make.</summary>
    public static async Task<(string Text, IReadOnlyList<Finding> Findings)> WriteAsync(SqlServerSession session, string bookkeeping, TargetAddress address, CancellationToken cancellation)
    {
        var structure = await SqlServerStructure.ReadAsync(session, bookkeeping, cancellation);
        var needs = await session.QueryAsync(SqlServerCatalogue.Needs, row => (row.GetInt32(0), row.GetInt32(1)), cancellation);
        var leftOut = await session.QueryAsync(SqlServerCatalogue.LeftOut, row => $"{row.GetString(0)} ({row.GetInt32(1)})", cancellation);
        var circles = new List<SqlServerObject>();
        var text = Of(Sort(structure, needs, circles));
        List<string> warnings =
        [
            .. leftOut.Count > 0 ? [$"Not in the text of the structure, or not as they are, and to be made by scripts where they are needed: {string.Join(", ", leftOut)}."] : Array.Empty<string>(),
            .. circles.Select(item => $"{item.Kind} {item.Name} and others need each other; put its statement in order by hand."),
        ];
        return (text, [.. warnings.Select(message => TargetCodes.SchemaIncomplete.Finding(message, target: address.ToString()))]);
    }

    /// <summary>The script of objects in this order.</summary>
    public static string Of(IEnumerable<SqlServerObject> sorted)
    {
        var text = new StringBuilder(SchemaScript.Header("SQL Server"));
        foreach (var item in sorted.Where(item => item.Sql.Length > 0))
        {
            text.Append('\n').Append(item.Sql).Append("\nGO\n");
        }

        return text.Replace("\r\n", "\n").ToString();
    }

    /// <summary>
    /// The objects, each behind all that it needs and otherwise in the order given. Where objects need each other in a circle the first of them comes first, and
    /// <paramref name="circles"/> tells it.
    /// </summary>
    public static IReadOnlyList<SqlServerObject> Sort(IReadOnlyList<SqlServerObject> objects, IEnumerable<(int Id, int Needs)> needs, ICollection<SqlServerObject> circles)
    {
        var places = objects.Index().Where(entry => entry.Item.Id != 0).ToDictionary(entry => entry.Item.Id, entry => entry.Index);
        var missing = new int[objects.Count];
        var dependents = new List<int>[objects.Count];
        foreach (var (id, need) in needs.Distinct())
        {
            if (places.TryGetValue(id, out var at) && places.TryGetValue(need, out var before) && at != before)
            {
                missing[at]++;
                (dependents[before] ??= []).Add(at);
            }
        }

        var ready = new SortedSet<int>(Enumerable.Range(0, objects.Count).Where(at => missing[at] == 0));
        var open = new SortedSet<int>(Enumerable.Range(0, objects.Count));
        var sorted = new List<SqlServerObject>(objects.Count);
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
