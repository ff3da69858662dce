using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Integration.Tests;

/// <summary>Two machines, each with a clone of its own, on one shared store and one database.</summary>
public sealed class SharedStoreTests(TestServers servers)
{
    private const string Postgres = "{ postgres: { secret: fm-store, keys: fm-keys } }";
    private const string Azure = "{ azure: { connection: { secret: storage }, keys: { secret: fm-keys }, prefix: PREFIX } }";

    [Theory]
    [InlineData(Postgres)]
    [InlineData(Azure)]
    public async Task Two_machines_that_start_the_same_commit_at_once_make_one_run_and_each_change_once(string store)
    {
        await using var world = await TwoMachines.CreateAsync(servers, store);

        var answers = await Task.WhenAll(world.RunAsync("one", "migrate", "--env", "production", "--wait", "2m", "--json"), world.RunAsync("two", "migrate", "--env", "production", "--wait", "2m", "--json"));

        Assert.All(answers, answer => Assert.True(answer.ExitCode == 0, answer.Text));
        var runs = answers.Select(answer => answer.Document.GetProperty("run")).ToList();
        Assert.Equal(runs[0].GetProperty("id").GetString(), runs[1].GetProperty("id").GetString());
        Assert.All(runs, run => Assert.Equal("Completed", run.GetProperty("state").GetString()));
        Assert.Equal(["blue", "red"], await world.Target.QueryAsync("SELECT name FROM colours ORDER BY code"));
        Assert.Equal(["3"], await world.Target.QueryAsync("SELECT count(DISTINCT change_id) FROM fm.receipts"));
        Assert.Equal(["3"], await world.Target.QueryAsync("SELECT count(*) FROM fm.receipts"));
        Assert.Equal(0, (await world.RunAsync("two", "audit", "verify", "--json")).ExitCode);
    }

    [Fact]
    public async Task A_run_that_one_machine_left_is_seen_and_finished_by_the_other()
    {
        await using var world = await TwoMachines.CreateAsync(servers, Postgres);
        var started = await world.RunAsync("one", "migrate", "--env", "production", "--wait", "0s", "--json");
        var id = started.Document.GetProperty("run").GetProperty("id").GetString()!;

        var resumed = await world.RunAsync("two", "migrate", "--resume", id, "--wait", "2m", "--json");

        Assert.True(resumed.ExitCode == 0, resumed.Text);
        Assert.Equal("Completed", resumed.Document.GetProperty("run").GetProperty("state").GetString());
        Assert.Equal(["blue", "red"], await world.Target.QueryAsync("SELECT name FROM colours ORDER BY code"));
    }

    private sealed record Answer(int ExitCode, string Text)
    {
        public JsonElement Document => JsonElement.Parse(Text[..(Text.LastIndexOf('}') + 1)]);
    }

    private sealed class TwoMachines(TestFolder folder, TestDatabase store, TestDatabase target, IReadOnlyDictionary<string, string> secrets) : IAsyncDisposable
    {
        public TestDatabase Target => target;

        public static async Task<TwoMachines> CreateAsync(TestServers servers, string store)
        {
            var folder = new TestFolder();
            var (records, target) = (await servers.NewDatabaseAsync(), await servers.NewDatabaseAsync());
            Write(folder, "migrator.yaml", $"kind: Repository\nname: small\nformat: 1\nbranches: {{ main: [production] }}\nstore: {store.Replace("PREFIX", "two" + servers.NextName(), StringComparison.Ordinal)}\n");
            Write(folder, "policies/production.yaml", "kind: Policy\nname: production\n");
            Write(folder, "people.yaml", "kind: People\nname: people\npeople: { ada: { git: [ada@example.com], key: ada, roles: [release-manager] } }\n");
            Write(folder, "environments/production.yaml", """
                kind: Environment
                name: production
                policy: production
                regions: [ { name: west } ]
                targets: { db: { type: postgres, connection: { secret: db }, scratch: { beside: true } } }
                rollout: { waves: [ { percent: 100 } ] }

                """);
            Write(folder, "metadata/schema.yaml", "kind: SqlMigrations\nname: schema\ntarget: db\npath: sql\n");
            Write(folder, "metadata/sql/V1__colours.sql", "CREATE TABLE colours (code TEXT PRIMARY KEY, name TEXT NOT NULL);\n");
            Write(folder, "metadata/colours.yaml", "kind: ReferenceData\nname: colours\ntarget: db\ntable: colours\nkey: [code]\nfile: colours.csv\ndependsOn: [schema]\n");
            Write(folder, "metadata/colours.csv", "code,name\nb,blue\nr,red\n");
            Write(folder, ".gitignore", ".fm/\n");
            Assert.True(GitRepositories.Create(folder["one"], "First", new GitIdentity("Ada", "ada@example.com"), new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero)).Succeeded);
            Copy(folder["one"], folder["two"]);
            return new TwoMachines(folder, records, target, new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["FM_SECRET_FM_STORE"] = records.ConnectionString,
                ["FM_SECRET_DB"] = target.ConnectionString,
                ["FM_SECRET_STORAGE"] = (await servers.AzuriteAsync()).ConnectionString,
                ["FM_SECRET_FM_KEYS"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64)),
            });
        }

        public async Task<Answer> RunAsync(string machine, params string[] arguments)
        {
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "fm.dll"), .. arguments])
            {
                WorkingDirectory = folder[machine],
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach (var (name, value) in secrets)
            {
                start.Environment[name] = value;
            }

            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var text = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return new Answer(process.ExitCode, text + await errors);
        }

        public async ValueTask DisposeAsync()
        {
            await store.DisposeAsync();
            await target.DisposeAsync();
            folder.Dispose();
        }

        private static void Write(TestFolder folder, string path, string text) => folder.Write("one/" + path, text);

        private static void Copy(string from, string to)
        {
            foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(to, Path.GetRelativePath(from, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }
    }
}
