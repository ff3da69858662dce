using System.Globalization;

namespace FunctionsMigrator.Cli.Tests;

/// <summary>A script as large as people write them, through the whole program as a process of its own.</summary>
public sealed class LargeScriptTests : IDisposable
{
    private const int Rows = 52_000;
    private readonly ScriptShop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task A_script_of_50_MB_is_planned_rehearsed_and_applied_in_bounded_memory()
    {
        _shop.Write("metadata/sql/V1__notes.sql", "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL);\n");
        var text = string.Concat(Enumerable.Repeat("it''s; a -- note /* of */ $$ ", 34));
        File.WriteAllLines(_shop.PathOf("metadata/sql/V2__rows.sql"), Enumerable.Range(1, Rows).Select(row => string.Create(CultureInfo.InvariantCulture, $"INSERT INTO notes (id, text) VALUES ({row}, '{text}{row}');")));
        Assert.InRange(new FileInfo(_shop.PathOf("metadata/sql/V2__rows.sql")).Length, 50_000_000, 64 << 20);
        _shop.Commit();

        // The heap of the process can become no larger than this; it would end with another exit code.
        var bound = new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = (768L << 20).ToString("x", CultureInfo.InvariantCulture) };
        var plan = await FmProcess.RunAsync(_shop.Folder, bound, "plan", "--env", "test", "--commit", "HEAD");
        var run = await FmProcess.RunAsync(_shop.Folder, bound, "migrate", "--env", "test", "--wait", "10m");

        Assert.True(plan.Exit == 2, plan.Out + plan.Error);
        Assert.True(run.Exit == 0, run.Out + run.Error);
        Assert.Equal([$"{Rows} {Rows} it's; a"], _shop.Query("SELECT count(*) || ' ' || max(id) || ' ' || substr(text, 1, 7) FROM notes"));
    }
}
