using System.Globalization;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Bench;

/// <summary>
/// Plans reference data of growing size against a SQLite table that holds every second row already: what a plan costs, and that its memory does not grow
/// with it. Each size runs in a process of its own, so that its peak is its own.
/// </summary>
internal static class PlanGrowth
{
    public const string One = "plan-one";

    public static async Task RunAsync(IReadOnlyList<int> sizes)
    {
        var table = new Table("rows       ", "changes", "seconds", "rows/s", "peak working set MB", "to the first");
        var first = 0.0;
        foreach (var size in sizes)
        {
            var (seconds, _, peak, changes) = await OwnProcess.MeasureAsync([One, size.ToString(CultureInfo.InvariantCulture)]);
            first = first == 0 ? peak : first;
            table.Add($"{size}", $"{changes}", Amount.Number(seconds), Amount.Number(size / seconds, "0"), Amount.Megabytes(peak), Amount.Number(peak / first, "0.00") + "x");
        }
    }

    /// <summary>Measures one size.</summary>
    public static async Task RunOneAsync(int rows)
    {
        var folder = Directory.CreateTempSubdirectory("fm-plan-");
        try
        {
            await WriteAsync(folder.FullName, rows);
            await using var place = await BenchPlace.OpenAsync(folder.FullName, CancellationToken.None);
            var tree = WorkTreeSource.Open(folder.FullName, new SourceLimits(FileBytes: 1L << 30), CancellationToken.None).Value;
            var begun = TimeProvider.System.GetTimestamp();
            var plan = await new PlanPreview(place.Services).MakeAsync(tree, commit: null, "production", CancellationToken.None);
            var seconds = TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
            OwnProcess.Report(seconds, plan.Value.Counts().Total);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private static async Task WriteAsync(string folder, int rows)
    {
        await OurRun.WriteRepositoryAsync(folder, "{ type: sqlite, path: data.db }");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "metadata", "articles.yaml"), "kind: ReferenceData\nname: articles\ntarget: db\ntable: articles\nkey: [id]\nfile: articles.csv\nprune: true\n");
        await using (var csv = new StreamWriter(Path.Combine(folder, "metadata", "articles.csv")))
        {
            await csv.WriteLineAsync("id,name,price");
            for (var row = 0; row < rows; row++)
            {
                await csv.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"a{row:D9},article number {row},{row % 1000}"));
            }
        }

        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "data.db")};Pooling=False");
        await connection.OpenAsync();
        await using var transaction = connection.BeginTransaction();
        await using var command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE articles (id TEXT PRIMARY KEY, name TEXT NOT NULL, price INTEGER NOT NULL)";
        await command.ExecuteNonQueryAsync();
        command.CommandText = "INSERT INTO articles VALUES ($id, $name, $price)";
        var (id, name, price) = (command.Parameters.Add("$id", SqliteType.Text), command.Parameters.Add("$name", SqliteType.Text), command.Parameters.Add("$price", SqliteType.Integer));
        for (var row = 0; row < rows; row += 2)
        {
            (id.Value, name.Value, price.Value) = (string.Create(CultureInfo.InvariantCulture, $"a{row:D9}"), $"article number {row}", row % 1000);
            await command.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
    }
}
