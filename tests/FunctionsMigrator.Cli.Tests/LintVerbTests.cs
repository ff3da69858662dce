using System.Text.Json;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Tests.Doubles;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Cli.Tests;

/// <summary>What <c>fm validate</c> and <c>fm plan</c> say of dangerous scripts, and what they end with.</summary>
public sealed class LintVerbTests : IDisposable
{
    private const string Sql = "metadata/database/sql";

    private readonly TemporaryDirectory _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_finding_is_a_warning_until_a_policy_says_more_and_then_decides_the_exit_code()
    {
        await NewShopAsync();
        await WriteAsync($"{Sql}/V2__gone.sql", "DELETE FROM countries;\n");

        var quiet = await FmAsync("validate", "--json");
        await PolicyAsync("LINT403: error");
        var strict = await FmAsync("validate", "--json");
        await PolicyAsync("LINT403: \"off\"");
        // The environment that has no policy goes on to warn.
        var off = await FmAsync("validate", "--env", "production", "--json");

        Assert.Equal((0, "LINT403 Warning"), (quiet.Exit, Lint(quiet)));
        Assert.Equal((1, "LINT403 Error"), (strict.Exit, Lint(strict)));
        Assert.Equal((0, ""), (off.Exit, Lint(off)));
    }

    [Fact]
    public async Task Only_scripts_that_are_new_or_changed_are_linted_where_that_is_asked()
    {
        await NewShopAsync();
        await WriteAsync($"{Sql}/V2__gone.sql", "DELETE FROM countries;\n");
        await PolicyAsync("LINT403: error");
        Commit();
        var all = await FmAsync("validate");
        var since = await FmAsync("validate", "--since", "HEAD", "--json");
        await WriteAsync($"{Sql}/V3__again.sql", "-- fm:nolint LINT403 the table is tiny\nDELETE FROM countries;\n");
        var aside = await FmAsync("validate", "--since", "HEAD", "--json");
        await WriteAsync($"{Sql}/V3__again.sql", "DELETE FROM countries;\n");
        var newer = await FmAsync("validate", "--since", "HEAD", "--json");
        var unknown = await FmAsync("validate", "--since", "no-such-branch");

        Assert.Equal(1, all.Exit);
        Assert.Equal((0, ""), (since.Exit, Lint(since)));
        Assert.Equal((0, "LINT403 Info"), (aside.Exit, Lint(aside)));
        Assert.Equal((1, "LINT403 Error"), (newer.Exit, Lint(newer)));
        Assert.EndsWith("V3__again.sql", newer.Json().GetProperty("findings").EnumerateArray().Single(found => found.GetProperty("code").GetString() == "LINT403").GetProperty("place").GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, unknown.Exit);
        Assert.Contains("no-such-branch", unknown.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undo_files_and_callbacks_are_linted_with_their_own_places()
    {
        await NewShopAsync();
        await WriteAsync($"{Sql}/V2__size.sql", "ALTER TABLE countries ADD COLUMN size INTEGER;\n");
        await WriteAsync($"{Sql}/U2__size.sql", "UPDATE countries SET name = 'x';\nALTER TABLE countries DROP COLUMN size;\n");
        await WriteAsync($"{Sql}/afterEachMigrate.sql", "DELETE FROM countries;\n");

        var found = (await FmAsync("validate", "--json")).Json().GetProperty("findings").EnumerateArray()
            .Where(finding => finding.GetProperty("code").GetString() == "LINT403").Select(finding => Path.GetFileName(finding.GetProperty("place").GetProperty("file").GetString())).Order(StringComparer.Ordinal);

        Assert.Equal(["U2__size.sql", "afterEachMigrate.sql"], found);
    }

    [Fact]
    public async Task A_plan_shows_what_takes_a_script_back_and_why_nothing_does()
    {
        await NewShopAsync();
        await WriteAsync($"{Sql}/V2__size.sql", "ALTER TABLE countries ADD COLUMN size INTEGER;\n");
        await WriteAsync($"{Sql}/V3__fill.sql", "INSERT INTO countries (code, name) VALUES ('XX', 'Nowhere');\n");

        var plan = await FmAsync("plan", "--env", "test");

        Assert.Equal(2, plan.Exit);
        Assert.Contains("taken back by:\n          ALTER TABLE countries DROP COLUMN size;\n", plan.Out, StringComparison.Ordinal);
        Assert.Contains("(line 1, INSERT INTO countries (code, name) VALUES ('XX', 'Nowhere'): it changes rows, and what they held is not kept)", plan.Out, StringComparison.Ordinal);
        Assert.Contains("LINT401", plan.Out, StringComparison.Ordinal);
    }

    private static string Lint(FmResult result) => string.Join(
        ", ",
        result.Json().GetProperty("findings").EnumerateArray().Where(Is403).Select(finding => $"{finding.GetProperty("code").GetString()} {finding.GetProperty("severity").GetString()}").Distinct());

    private static bool Is403(JsonElement finding) => finding.GetProperty("code").GetString() == "LINT403";

    // Every environment has the same weights, so that the order in which they are read makes no difference.
    private async Task PolicyAsync(string line)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(_folder.File("shop"), "policies"), "*.yaml"))
        {
            var text = await File.ReadAllTextAsync(file, Cancellation);
            var at = text.IndexOf("\nlint:", StringComparison.Ordinal);
            await File.WriteAllTextAsync(file, $"{(at < 0 ? text.TrimEnd('\n') : text[..at])}\nlint: {{ {line} }}\n", Cancellation);
        }
    }

    private async Task NewShopAsync()
    {
        var made = await new Fm { Surroundings = new TestSurroundings(_folder.Path), Hosts = new HostFactory(), RealTime = true }.RunAsync("new", "repository", "shop", "--author", "Ada <ada@example.com>");
        Assert.True(made.Exit == 0, made.Error);
    }

    private Task WriteAsync(string path, string text) => File.WriteAllTextAsync(Path.Combine(_folder.File("shop"), path), text, Cancellation);

    private void Commit() =>
        Assert.True(GitRepositories.CommitAll(_folder.File("shop"), "Second", new GitIdentity("Ada", "ada@example.com"), DateTimeOffset.UtcNow).Succeeded);

    private async Task<FmResult> FmAsync(params string[] args)
    {
        Assert.Equal(0, (await RunAsync("checksum")).Exit);
        return await RunAsync(args);
    }

    private Task<FmResult> RunAsync(params string[] args) => new Fm { Surroundings = new TestSurroundings(_folder.File("shop")), Hosts = new HostFactory(), RealTime = true }.RunAsync(args);
}
