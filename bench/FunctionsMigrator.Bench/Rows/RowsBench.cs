using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FunctionsMigrator.Cli.Demo.Servers;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Bench.Rows;

/// <summary>
/// Reference data of which little differs, ours beside what others do, in turn and each time in a process of its own over a fresh copy of the database. What is measured is the whole
/// process, from its start to its end, as a pipeline would wait for it.
/// </summary>
internal static class RowsBench
{
    public const string One = "rows-one";
    private const string Ours = "ours";
    private static readonly string[] Ways = [Ours, "merge", "diff", "upsert"];
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        [Ours] = "FunctionsMigrator, everything on",
        ["merge"] = "bare load beside the table and merge",
        ["diff"] = "bare fetch and diff",
        ["upsert"] = "naive upsert of every row",
    };

    public static async Task RunAsync(int rows, int rounds, string? json)
    {
        var folder = Directory.CreateTempSubdirectory("fm-rows-");
        var results = new List<Result>();
        await using var server = await PostgresServer.StartAsync(durable: true);
        try
        {
            foreach (var medium in (IRowsMedium[])[new PostgresRowsMedium(server.ConnectionString()), new SqliteRowsMedium(folder.FullName)])
            {
                results.AddRange(await MeasureAsync(medium, folder.FullName, server.ConnectionString(), rows, rounds));
            }
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }

        var table = new Table("database ", "way                                 ", "median s", "min s", "max s", "to the faster limit", "peak MB");
        foreach (var result in results)
        {
            var limit = results.Where(other => other.Database == result.Database && other.Way is "merge" or "diff").Min(other => other.Median);
            table.Add(
                result.Database, Words[result.Way], Amount.Number(result.Median, "0.00"), Amount.Number(result.Seconds.Min(), "0.00"), Amount.Number(result.Seconds.Max(), "0.00"),
                Amount.Number(result.Median / limit, "0.00") + "x", Amount.Megabytes(result.Peak));
        }

        if (json is not null)
        {
            await File.WriteAllTextAsync(json, JsonSerializer.Serialize(results, JsonSerializerOptions.Web) + "\n");
        }
    }

    /// <summary>One way, once. Prints the peak of this process, and where our time went.</summary>
    public static async Task RunOneAsync(IReadOnlyList<string> args)
    {
        var (database, way, folder, connection) = (args[0], args[1], args[2], args[3]);
        IRowsMedium medium = database == "sqlite" ? new SqliteRowsMedium(folder) : new PostgresRowsMedium(connection);
        var file = Path.Combine(folder, "metadata", "articles.csv");
        if (way == Ours)
        {
            var run = new OurRun(folder);
            await run.ApplyAsync(args[4], CancellationToken.None);
            await Console.Error.WriteLineAsync(run.Phases);
        }
        else
        {
            await (way switch { "merge" => medium.MergeAsync(file, default), "diff" => medium.DiffAsync(file, default), _ => medium.UpsertAsync(file, default) });
        }

        Console.WriteLine(Amount.Peak().ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<IEnumerable<Result>> MeasureAsync(IRowsMedium medium, string folder, string connection, int rows, int rounds)
    {
        var work = Directory.CreateDirectory(Path.Combine(folder, medium.Name)).FullName;
        medium = medium is SqliteRowsMedium ? new SqliteRowsMedium(work) : medium;
        await OurRun.WriteRepositoryAsync(work, medium.Target);
        await File.WriteAllTextAsync(
            Path.Combine(work, "metadata", "articles.yaml"),
            "kind: ReferenceData\nname: articles\ntarget: db\ntable: articles\nkey: [id]\nfile: articles.csv\nprune: true\nconflicts: take-git\n");
        var file = Path.Combine(work, "metadata", "articles.csv");

        // Everything is managed already: git wanted what the table holds, until the file changed.
        await medium.PrepareAsync(RowsData.Before(rows), default);
        await medium.ResetAsync(default);
        await RowsData.WriteAsync(file, RowsData.Before(rows).Select(line => line.Replace(",t,", ",true,", StringComparison.Ordinal)));
        await ProcessAsync(medium.Name, Ours, work, connection, "first");
        await RowsData.WriteAsync(file, Enumerable.Range(0, rows).Select(RowsData.Line));
        var store = Path.Combine(work, ".fm");
        Copy(store, Path.Combine(work, "store-before"));

        var seconds = Ways.ToDictionary(way => way, _ => new List<double>(), StringComparer.Ordinal);
        var peaks = Ways.ToDictionary(way => way, _ => 0L, StringComparer.Ordinal);
        var sums = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var way in Ways.Where(way => round > 0 || way != "upsert"))
            {
                await medium.ResetAsync(default);
                Directory.Delete(store, recursive: true);
                Copy(Path.Combine(work, "store-before"), store);
                var (time, peak) = await ProcessAsync(medium.Name, way, work, connection, $"round-{round}");
                sums.Add(await medium.SumAsync(default));

                // The first round only warms the disk.
                if (round > 0)
                {
                    seconds[way].Add(time);
                    peaks[way] = Math.Max(peaks[way], peak);
                }
            }
        }

        return sums.Count == 1
            ? Ways.Select(way => new Result(medium.Name, way, rows, Median(seconds[way]), seconds[way], peaks[way]))
            : throw new InvalidOperationException($"The ways do not agree: {string.Join(" | ", sums)}");
    }

    private static async Task<(double Seconds, long Peak)> ProcessAsync(string medium, string way, string folder, string connection, string run)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var start = Self.Start(One, medium, way, folder, connection, run);
        start.Environment["FM_SECRET_DB"] = new PostgresRowsMedium(connection).Connection;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var seconds = TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
        return process.ExitCode == 0 ? (seconds, long.Parse(output, CultureInfo.InvariantCulture)) : throw new InvalidOperationException($"{way} on {medium} ended with {process.ExitCode}.");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
    }

    /// <param name="Database">Its type.</param>
    /// <param name="Way">What was done.</param>
    /// <param name="Rows">Rows of the file.</param>
    /// <param name="Median">Seconds.</param>
    /// <param name="Seconds">Of every round.</param>
    /// <param name="Peak">Largest working set of any round, in bytes.</param>
    private sealed record Result(string Database, string Way, int Rows, double Median, IReadOnlyList<double> Seconds, long Peak);
}
