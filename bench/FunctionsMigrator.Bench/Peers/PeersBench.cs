using System.Globalization;
using System.Text.Json;
using FunctionsMigrator.Cli.Demo.Servers;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace FunctionsMigrator.Bench.Peers;

/// <summary>
/// Many scripts on an empty database, and the same again when nothing is left to do: ours beside other tools and beside a bare loop, in turn, each time in a process of its own
/// whose time counts from start to end.
/// </summary>
internal static class PeersBench
{
    public const string One = "peers-one";

    private static readonly IScriptPeer[] Peers =
    [
        new BarePeer(each: true), new BarePeer(each: false), new OursPeer(), new DbUpPeer(), new FluentMigratorPeer(), new EvolvePeer(), new GratePeer(),
        new NodePeer("node-pg-migrate", "postgres"), new NodePeer("knex", "postgres", "sqlite"),
    ];

    /// <summary>Measures all and prints a table for each database.</summary>
    /// <param name="scripts">How many scripts.</param>
    /// <param name="rounds">How many measurements of each; one more goes before them and does not count.</param>
    /// <param name="json">File for the figures; null for none.</param>
    public static async Task RunAsync(int scripts, int rounds, string? json)
    {
        var folder = Directory.CreateTempSubdirectory("fm-peers-");
        var results = new List<Result>();
        await using var server = await PostgresServer.StartAsync(durable: true);
        try
        {
            foreach (var database in (string[])["postgres", "sqlite"])
            {
                Console.WriteLine($"\n{scripts} scripts on {database}\n");
                var found = await MeasureAsync(database, folder.FullName, server.ConnectionString(), scripts, rounds);
                Show(found);
                results.AddRange(found);
            }
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }

        if (json is not null)
        {
            await File.WriteAllTextAsync(json, JsonSerializer.Serialize(results, JsonSerializerOptions.Web) + "\n");
        }
    }

    /// <summary>One library, once: <c>NAME DATABASE FOLDER CONNECTION</c>.</summary>
    public static Task RunOneAsync(IReadOnlyList<string> args) =>
        Peers.OfType<InProcessPeer>().Single(peer => peer.Name == args[0]).RunAsync(new ScriptWork(args[1], args[2], args[3]), CancellationToken.None);

    private static async Task<List<Result>> MeasureAsync(string database, string folder, string admin, int scripts, int rounds)
    {
        var peers = Peers.Where(peer => peer.Runs(database)).ToList();
        var missing = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var peer in peers)
        {
            if (await peer.InstallAsync(CancellationToken.None) is { } why)
            {
                missing[peer.Name] = why;
            }
        }

        var seconds = peers.ToDictionary(peer => peer.Name, _ => (First: new List<double>(), Again: new List<double>()), StringComparer.Ordinal);
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var peer in peers.Where(peer => !missing.ContainsKey(peer.Name)))
            {
                var work = await PrepareAsync(database, folder, admin, scripts);
                var (first, again) = (await TimeAsync(peer, work), await TimeAsync(peer, work));
                await CheckAsync(peer, work, scripts);
                if (round > 0)
                {
                    seconds[peer.Name].First.Add(first);
                    seconds[peer.Name].Again.Add(again);
                }

                Directory.Delete(work.Folder, recursive: true);
            }
        }

        return [.. peers.Select(peer => new Result(database, peer.Name, peer.Transactions, scripts, seconds[peer.Name].First, seconds[peer.Name].Again, missing.GetValueOrDefault(peer.Name)))];
    }

    private static async Task<ScriptWork> PrepareAsync(string database, string folder, string admin, int scripts)
    {
        var place = Path.Combine(folder, Path.GetRandomFileName());
        ScriptWork work;
        if (database == "sqlite")
        {
            work = new ScriptWork(database, place, $"Data Source={Path.Combine(place, "repository", "data.db")};Pooling=False");
        }
        else
        {
            await using var session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(admin) { Pooling = false }.ConnectionString);
            await session.OpenAsync();
            foreach (var sql in (string[])["DROP DATABASE IF EXISTS peers WITH (FORCE)", "CREATE DATABASE peers", "CHECKPOINT"])
            {
                await using var command = new NpgsqlCommand(sql, session);
                await command.ExecuteNonQueryAsync();
            }

            work = new ScriptWork(database, place, new NpgsqlConnectionStringBuilder(admin) { Database = "peers", Pooling = false }.ConnectionString);
        }

        await ScriptFolders.WriteAsync(work, scripts);
        await OurRun.WriteRepositoryAsync(Path.Combine(place, "repository"), database == "sqlite" ? "{ type: sqlite, path: data.db }" : "{ type: postgres, connection: { secret: db } }");
        await File.WriteAllTextAsync(Path.Combine(place, "repository", "metadata", "steps.yaml"), "kind: SqlMigrations\nname: steps\ntarget: db\npath: sql\n");
        return work;
    }

    private static async Task<double> TimeAsync(IScriptPeer peer, ScriptWork work)
    {
        var start = peer.Start(work);
        start.Environment["FM_SECRET_DB"] = work.Connection;
        var begun = TimeProvider.System.GetTimestamp();
        var why = await ExternalProgram.TryAsync(start, CancellationToken.None);
        var seconds = TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
        return why is null ? seconds : throw new InvalidOperationException($"{peer.Name} on {work.Database}: {why}");
    }

    // That nothing was skipped: every script made a table, and the last one holds its rows.
    private static async Task CheckAsync(IScriptPeer peer, ScriptWork work, int scripts)
    {
        await using System.Data.Common.DbConnection connection = work.Database == "sqlite" ? new SqliteConnection(work.Connection) : new NpgsqlConnection(work.Connection);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = (work.Database == "sqlite" ? "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name LIKE 'step\\_%' ESCAPE '\\'" : "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'step\\_%'");
        var tables = Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
        command.CommandText = $"SELECT count(*) FROM step_{scripts}";
        if (tables != scripts || Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture) != 2)
        {
            throw new InvalidOperationException($"{peer.Name} on {work.Database} left {tables} tables of {scripts}.");
        }
    }

    private static void Show(IReadOnlyList<Result> results)
    {
        var table = new Table("tool                            ", "transaction per", "median s", "min s", "max s", "to the bare loop", "no-op median s", "min s", "max s");
        foreach (var result in results)
        {
            if (result.Missing is not null)
            {
                table.Add(result.Tool, result.Transactions, "not measured", "", "", "", "", "", "");
                Console.Error.WriteLine($"{result.Tool} was not measured: {result.Missing}");
                continue;
            }

            var bare = results[result.Transactions == "all" ? 1 : 0];
            table.Add(
                result.Tool, result.Transactions, Number(result.Median), Number(result.First.Min()), Number(result.First.Max()), Number(result.Median / bare.Median) + "x",
                Number(result.MedianAgain), Number(result.Again.Min()), Number(result.Again.Max()));
        }
    }

    private static string Number(double value) => Amount.Number(value, "0.00");

    /// <param name="Database">Its type.</param>
    /// <param name="Tool">Who.</param>
    /// <param name="Transactions">What one transaction holds.</param>
    /// <param name="Scripts">How many.</param>
    /// <param name="First">Seconds on the empty database, of every round.</param>
    /// <param name="Again">Seconds when nothing is left to do.</param>
    /// <param name="Missing">Why it was not measured; null when it was.</param>
    private sealed record Result(string Database, string Tool, string Transactions, int Scripts, IReadOnlyList<double> First, IReadOnlyList<double> Again, string? Missing)
    {
        public double Median => Middle(First);

        public double MedianAgain => Middle(Again);

        private static double Middle(IReadOnlyList<double> values) => values.Count == 0 ? double.NaN : values.Order().ElementAt(values.Count / 2);
    }
}
