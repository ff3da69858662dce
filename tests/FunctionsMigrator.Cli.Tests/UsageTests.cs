namespace FunctionsMigrator.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("compare", "compare", "a", "b")]
    [InlineData("import", "import", "--env", "test", "--keep-live")]
    [InlineData("import flyway", "import", "flyway", "--env", "test")]
    [InlineData("sql info", "sql", "info", "--env", "test")]
    [InlineData("audit export", "audit", "export", "--env", "test", "--to", "x")]
    [InlineData("locks take-over", "locks", "take-over", "test/a/b", "--reason", "x")]
    [InlineData("capture", "capture", "--env", "test")]
    [InlineData("login create", "login", "create", "kim", "--role", "reader")]
    [InlineData("login rotate", "login", "rotate", "kim")]
    [InlineData("login list", "login", "list")]
    [InlineData("login revoke", "login", "revoke", "kim")]
    public async Task A_verb_that_needs_the_store_says_so_of_a_server_by_its_whole_name(string words, params string[] line)
    {
        var result = await new Fm().RunAsync(line);

        Assert.Equal(1, result.Exit);
        Assert.StartsWith($"error CLI005: `fm {words}` needs the store itself, not a server\n  next: Run it without `--server` where the store can be opened", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("migrat", "unknown verb 'migrat'; did you mean 'migrate'?")]
    [InlineData("stat", "unknown verb 'stat'; did you mean 'status'?")]
    [InlineData("zzz", "unknown verb 'zzz'")]
    [InlineData("migrate --evn test", "unknown option '--evn'; did you mean '--env'?")]
    [InlineData("status --jsno", "unknown option '--jsno'; did you mean '--json'?")]
    [InlineData("locks brek production", "unknown verb 'brek'; did you mean 'break'?")]
    [InlineData("locks", "`fm locks` needs one of: ")]
    [InlineData("migrate", "--env NAME is missing")]
    [InlineData("migrate --env test --wait 5x", "--wait '5x' is no duration")]
    [InlineData("migrate --resume --commit HEAD", "--resume and --commit exclude each other")]
    [InlineData("status --limit 0", "--limit '0' is no whole number from 1")]
    [InlineData("status a b", "unknown argument 'b'")]
    [InlineData("reject run", "'--reason' is required")]
    [InlineData("approve run", "'--plan' is required")]
    [InlineData("approve", "required")]
    public async Task Wrong_usage_exits_with_64_and_says_what_was_meant(string line, string message)
    {
        var result = await new Fm().RunAsync(line.Split(' '));

        Assert.Equal(64, result.Exit);
        Assert.StartsWith("error CLI001: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Contains("\n  next: See `fm", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Out);
    }

    [Fact]
    public async Task No_verb_at_all_is_wrong_usage()
    {
        var result = await new Fm().RunAsync();

        Assert.Equal(64, result.Exit);
        Assert.Contains("no verb was given", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_usage_is_one_document_under_json()
    {
        var result = await new Fm().RunAsync("status", "--nope", "--json");

        Assert.Equal(64, result.Exit);
        Assert.Equal("CLI001", result.Json().GetProperty("findings")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task An_unexpected_error_is_one_line_and_its_stack_is_shown_only_where_asked()
    {
        var fm = new Fm();
        fm.Host.Drives = _ => throw new InvalidOperationException("broken assumption");
        fm.Migrator.With(Doubles.TestRuns.Details(Doubles.TestRuns.Record(Core.Runs.RunState.Planning)));

        var brief = await fm.RunAsync("resume", Doubles.TestRuns.Id);
        var verbose = await fm.RunAsync("resume", Doubles.TestRuns.Id, "--verbose");

        Assert.Equal(1, brief.Exit);
        Assert.Matches("^error CLI004: something unexpected happened \\(incident [0-9a-f]{8}, InvalidOperationException\\)\n  next: .*\n$", brief.Error);
        Assert.Contains("broken assumption", verbose.Error, StringComparison.Ordinal);
        Assert.Contains("   at ", verbose.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_printed()
    {
        var result = await new Fm().RunAsync("--version");

        Assert.Equal(0, result.Exit);
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+\n$", result.Out);
    }
}
