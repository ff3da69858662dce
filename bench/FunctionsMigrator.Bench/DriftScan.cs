using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Bench;

/// <summary>
/// Looks for drift in an environment of one SQLite table of growing size: as its last run left it, and with a thousand rows that somebody changed. Each look runs in a process of its own,
/// with the records that it writes; what a host does once an hour.
/// </summary>
internal static class DriftScan
{
    public const string One = "drift-one";
    private const string Run = "production-20261123-093015-1a2b3c4";
    private const int Drifted = 1_000;

    public static async Task RunAsync(int items, int rounds, string? json)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Drift of up to {items} items, {rounds} looks of each, median"));
        var table = new Table("items      ", "drifted", "seconds", "items/s", "processor s", "peak working set MB", "to the first");
        var (rows, first) = (new List<object>(), 0.0);
        foreach (var size in new[] { items / 100, items / 10, items }.Where(size => size > 0))
        {
            var folder = Directory.CreateTempSubdirectory("fm-drift-").FullName;
            try
            {
                await WriteAsync(folder, size);
                foreach (var drifted in new[] { 0, Math.Min(Drifted, size) })
                {
                    await ChangeAsync(folder, drifted);
                    var looks = new List<Measured>();
                    for (var round = 0; round < rounds; round++)
                    {
                        looks.Add(await OwnProcess.MeasureAsync([One, folder]));
                    }

                    if (looks.Exists(look => look.Count != drifted))
                    {
                        throw new InvalidOperationException($"{looks[0].Count} items were found drifted, {drifted} are.");
                    }

                    var look = looks.OrderBy(result => result.Seconds).ElementAt(rounds / 2);
                    var peak = looks.Max(result => result.Peak);
                    first = first == 0 ? peak : first;
                    table.Add(
                        $"{size}", $"{drifted}", Amount.Number(look.Seconds, "0.00"), Amount.Number(size / look.Seconds, "0"), Amount.Number(look.Processor, "0.00"), Amount.Megabytes(peak), Amount.Number(peak / first, "0.00") + "x");
                    rows.Add(new { items = size, drifted, seconds = look.Seconds, processor = look.Processor, peakBytes = peak, all = looks.Select(result => result.Seconds) });
                }
            }
            finally
            {
                SqliteConnection.ClearAllPools();
                Directory.Delete(folder, recursive: true);
            }
        }

        if (json is not null)
        {
            await File.WriteAllTextAsync(json, JsonSerializer.Serialize(new { items, rounds, rows }, JsonSerializerOptions.Web));
        }
    }

    /// <summary>Looks once and measures it.</summary>
    public static async Task RunOneAsync(string folder)
    {
        await using var place = await BenchPlace.OpenAsync(folder, CancellationToken.None);
        var begun = Stopwatch.StartNew();
        var looked = await new DriftCheck(place.Services).LookAsync(CancellationToken.None);
        OwnProcess.Report(begun.Elapsed.TotalSeconds, looked.Value.Single().Items);
    }

    // The table holds what git wants already, so that all of it is adopted and nothing has to be written: the ledger is that of a run that wrote it.
    private static async Task WriteAsync(string folder, int rows)
    {
        await OurRun.WriteRepositoryAsync(folder, "{ type: sqlite, path: data.db }");
        await File.WriteAllTextAsync(Path.Combine(folder, "metadata", "articles.yaml"), "kind: ReferenceData\nname: articles\ntarget: db\ntable: articles\nkey: [id]\nfile: articles.csv\nprune: true\n");
        await using (var csv = new StreamWriter(Path.Combine(folder, "metadata", "articles.csv")))
        {
            await csv.WriteLineAsync("id,name,price");
            for (var row = 0; row < rows; row++)
            {
                await csv.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"a{row:D9},article number {row},{row % 1000}"));
            }
        }

        await ExecuteAsync(
            folder,
            "CREATE TABLE articles (id TEXT PRIMARY KEY, name TEXT NOT NULL, price INTEGER NOT NULL)",
            string.Create(CultureInfo.InvariantCulture, $"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {rows}) INSERT INTO articles SELECT printf('a%09d', i), 'article number ' || i, i % 1000 FROM n"));
        await using var place = await BenchPlace.OpenAsync(folder, CancellationToken.None);
        var (store, services) = place;
        var tree = WorkTreeSource.Open(folder, new SourceLimits(FileBytes: 1L << 30), CancellationToken.None).Value;
        var repository = (await services.Metadata.ReadAsync(tree, CancellationToken.None)).Value;
        var bundle = await new BundleStore(store.Blobs).SaveAsync(repository, CancellationToken.None);
        var plan = (await new PlanPreview(services).MakeAsync(tree, commit: null, "production", CancellationToken.None)).Value.Targets.Single();
        var environments = new EnvironmentRecords(store.Records);
        await environments.MoveLedgerAsync(plan.Address, null, new LedgerPointer(plan.Ledger!, Run, bundle.Bundle, null, services.Time.GetUtcNow()), CancellationToken.None);
        await environments.SetGoodAsync("production", new GoodRun(Run, new string('1', 40), bundle.Bundle, bundle.Policy, services.Time.GetUtcNow()), CancellationToken.None);
    }

    private static Task ChangeAsync(string folder, int rows) =>
        ExecuteAsync(folder, string.Create(CultureInfo.InvariantCulture, $"UPDATE articles SET name = name || ' (changed)' WHERE id IN (SELECT id FROM articles ORDER BY id LIMIT {rows})"));

    private static async Task ExecuteAsync(string folder, params string[] statements)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "data.db")};Pooling=False");
        await connection.OpenAsync();
        foreach (var statement in statements)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = statement;
            command.CommandTimeout = 600;
            await command.ExecuteNonQueryAsync();
        }
    }
}
