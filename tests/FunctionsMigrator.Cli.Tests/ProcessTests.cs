
namespace FunctionsMigrator.Cli.Tests;

/// <summary>The built program, from the outside.</summary>
public sealed class ProcessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_program_prints_help_refuses_wrong_usage_and_fails_without_a_repository()
    {
        using var folder = new TemporaryDirectory();

        var help = await FmProcess.RunAsync(folder.Path, null, "--help");
        var usage = await FmProcess.RunAsync(folder.Path, null, "migrate", "--evn", "test");
        var nowhere = await FmProcess.RunAsync(folder.Path, null, "status");

        Assert.Equal((0, 64, 1), (help.Exit, usage.Exit, nowhere.Exit));
        Assert.StartsWith("fm moves metadata", help.Out, StringComparison.Ordinal);
        Assert.Contains("did you mean '--env'?", usage.Error, StringComparison.Ordinal);
        Assert.Empty(usage.Out);
    }

    [Fact]
    public async Task The_demonstration_ends_as_it_must()
    {
        using var folder = new TemporaryDirectory();

        var demo = await FmProcess.RunAsync(folder.Path, new Dictionary<string, string> { ["TMPDIR"] = folder.Path, ["TEMP"] = folder.Path, ["TMP"] = folder.Path }, "demo", "--json");

        Assert.True(demo.Exit == 0, demo.Error);
        var document = demo.Json();
        Assert.Equal(12, document.GetProperty("runs").GetArrayLength());
        Assert.Equal(
            ["Completed", "Completed", "RolledBack", "Conflict"],
            document.GetProperty("runs").EnumerateArray().Where(run => run.GetProperty("environment").GetString() == "production").Select(run => run.GetProperty("state").GetString()));
        Assert.True(document.GetProperty("auditVerified").GetBoolean());
        Assert.True(document.GetProperty("restoredExactly").GetBoolean());
        Assert.Empty(Directory.GetDirectories(folder.Path, "fm-demo-*"));
    }

    [Fact]
    public async Task A_server_serves_the_store_to_whoever_has_a_key()
    {
        using var folder = new TemporaryDirectory();
        await FmProcess.RunAsync(folder.Path, null, "new", "repository", "shop", "--author", "Ada <ada@example.com>");
        var key = (await FmProcess.RunAsync(folder.File("shop"), null, "login", "create", "ci", "--role", "operator", "--json")).Json().GetProperty("key").GetString()!;
        using var server = FmProcess.Start(folder.File("shop"), null, "serve", "--listen", "http://127.0.0.1:0");
        try
        {
            var line = await server.StandardOutput.ReadLineAsync(Cancellation);
            var url = line!.Split(' ')[2];

            var migrated = await FmProcess.RunAsync(folder.Path, new Dictionary<string, string> { ["FM_API_KEY"] = key }, "migrate", "--env", "test", "--server", url, "--json");
            var anonymous = await FmProcess.RunAsync(folder.Path, null, "status", "--server", url);
            var local = await FmProcess.RunAsync(folder.Path, new Dictionary<string, string> { ["FM_API_KEY"] = key }, "compare", "test", "production", "--server", url);

            Assert.True(migrated.Exit == 0, migrated.Out + migrated.Error);
            Assert.Equal("Completed", migrated.Json().GetProperty("run").GetProperty("state").GetString());
            Assert.Equal(1, anonymous.Exit);
            Assert.Contains("error WEB010", anonymous.Error, StringComparison.Ordinal);
            Assert.Contains("error CLI005", local.Error, StringComparison.Ordinal);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(CancellationToken.None);
        }
    }
}
