using System.Globalization;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Bench.Growth;

/// <summary>Rows of reference data on SQLite: made by the first run, then a hundredth of them changed by a second one, and a third with nothing to do.</summary>
internal sealed class GrowingItems : IGrowing
{
    public string Name => "items";

    public IReadOnlyList<int> Sizes => [1_000, 10_000, 100_000, 1_000_000];

    public IReadOnlyList<string> Operations => ["make all", "change 1 %", "nothing to do"];

    public async Task PrepareAsync(string folder, int size, string operation)
    {
        if (operation == Operations[0])
        {
            await OurRun.WriteRepositoryAsync(folder, "{ type: sqlite, path: data.db }");
            await File.WriteAllTextAsync(
                Path.Combine(folder, "metadata", "articles.yaml"), "kind: ReferenceData\nname: articles\ntarget: db\ntable: articles\nkey: [id]\nfile: articles.csv\nprune: true\n");
            await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "data.db")};Pooling=False");
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE articles (id TEXT PRIMARY KEY, name TEXT NOT NULL, price INTEGER NOT NULL)";
            await command.ExecuteNonQueryAsync();
        }

        if (operation != Operations[2])
        {
            var changed = operation == Operations[1] ? 1 : 0;
            await using var csv = new StreamWriter(Path.Combine(folder, "metadata", "articles.csv"));
            await csv.WriteLineAsync("id,name,price");
            for (var row = 0; row < size; row++)
            {
                await csv.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"a{row:D9},article number {row},{(row % 1000) + (row % 100 == 50 ? changed : 0)}"));
            }
        }
    }

    public Task RunAsync(string folder, string operation) => new OurRun(folder).ApplyAsync("run-" + operation.Replace(" ", "-", StringComparison.Ordinal).Replace("%", "percent", StringComparison.Ordinal), CancellationToken.None);
}
