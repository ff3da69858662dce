using System.Text.Json;
using FunctionsMigrator.Cli.Checklist;
using FunctionsMigrator.Cli.Checklist.Checks;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Cli.Tests.Checklists;

/// <summary>What the checklist finds at targets and in its surroundings.</summary>
public sealed class ChecklistTargetTests : ShopChecklist
{
    [Fact]
    public async Task A_target_that_somebody_else_changed_fails_the_dry_run_by_name()
    {
        await NewShopAsync();
        await MustAsync("migrate", "--env", "test");
        await ReplaceAsync("data/test/local/config/settings.json", "20", "25");

        var lines = await ListAsync("test");

        var line = Assert.Single(lines, line => line.GetProperty("check").GetString() == "dry-run");
        Assert.Equal(("fail", "test/local/app-config"), (line.GetProperty("status").GetString(), line.GetProperty("target").GetString()));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317", "pass")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "InstrumentationKey=00000000-0000-0000-0000-00000000c0de", "pass")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://localhost:4318/v1/metrics", "pass")]
    [InlineData("SOMETHING", "else", "fail")]
    public async Task Telemetry_needs_an_exporter_and_its_connection_string_is_never_shown(string name, string value, string status)
    {
        await NewShopAsync();

        var result = await FmAsync(Folder.File("shop"), [(name, value)], "checklist", "--env", "test", "--json");

        Assert.Equal(status, Status(Lines(result), "telemetry"));
        Assert.DoesNotContain("c0de", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_of_another_store_fails()
    {
        await NewShopAsync();
        await MustAsync("migrate", "--env", "test");
        Directory.Move(Folder.File("shop", ".fm"), Folder.File("lost"));

        var access = (await ListAsync("test")).Where(line => line.GetProperty("check").GetString() == "access").ToList();

        Assert.Equal(3, access.Count);
        Assert.All(access, line => Assert.StartsWith("TGT020", line.GetProperty("evidence").GetString(), StringComparison.Ordinal));
        Assert.All(access, line => Assert.Equal("fail", line.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task A_target_that_cannot_be_read_fails_and_the_others_are_looked_at()
    {
        await NewShopAsync();
        Directory.CreateDirectory(Folder.File("shop", "data", "test", "local"));
        await File.WriteAllTextAsync(Folder.File("shop", "data", "test", "local", "app.db"), "no database, however long it may be, is plain text", Cancellation);

        var access = (await ListAsync("test")).Where(line => line.GetProperty("check").GetString() == "access").Select(line => line.GetProperty("status").GetString());

        Assert.Equal(["fail", "pass", "pass"], access);
    }

    [Fact]
    public void A_backup_passes_while_it_is_young_enough_and_a_target_that_cannot_tell_is_unknown()
    {
        var now = new DateTimeOffset(2026, 11, 23, 9, 30, 0, TimeSpan.Zero);
        var binding = new TargetBinding(TargetAddress.Parse("production/west/app-db"), "postgres", new Dictionary<string, JsonElement>(), null, null, new Dictionary<string, JsonElement>());

        CheckStatus Judged(DateTimeOffset? last) => new BackupCheck().Judge(binding, last, now, TimeSpan.FromHours(24)).Status;

        Assert.Equal(CheckStatus.Pass, Judged(now.AddHours(-24)));
        Assert.Equal(CheckStatus.Fail, Judged(now.AddHours(-24).AddSeconds(-1)));
        Assert.Equal(CheckStatus.Unknown, Judged(null));
    }
}
