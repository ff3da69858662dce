using System.Text.Json;
using System.Text.RegularExpressions;
using FunctionsMigrator.Cli.Checklist;
using FunctionsMigrator.Core;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Cli.Tests.Checklists;

/// <summary><c>fm checklist</c> over whole repositories: every line passes where all is well, and whatever is wrong with the call is no list.</summary>
public sealed partial class ChecklistTests : ShopChecklist
{
    private static readonly (string, string)[] Watched = [("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317")];

    [Fact]
    public async Task The_sample_shop_is_listed_with_its_evidence_before_its_first_run()
    {
        await SampleAsync();

        var text = await InShopAsync("checklist", "--env", "production");
        var markdown = await InShopAsync("checklist", "--env", "production", "--format", "markdown");

        Assert.Equal((1, 1), (text.Exit, markdown.Exit));
        Approved.Matches(Scrub(text.Out), "Output/checklist.approved.txt");
        Approved.Matches(Scrub(markdown.Out), "Output/checklist-markdown.approved.txt");
    }

    [Fact]
    public async Task The_sample_shop_is_ready_for_production_once_staging_ran_and_somebody_can_approve()
    {
        await SampleAsync();
        await MustAsync("migrate", "--env", "test");
        await MustAsync("promote", "staging");
        await MustAsync("login", "create", "kim", "--role", "approver");

        var result = await FmAsync(Folder.File("shop"), Watched, "checklist", "--env", "production", "--json");

        Assert.True(result.Exit == 0, result.Out);
        var lines = Lines(result);
        Assert.All(Statuses(lines, "rehearsal", "approvals", "approver-keys", "policy", "dry-run", "telemetry", "analyses"), status => Assert.Equal("pass", status));
        Assert.Contains("needed: release-manager; with a valid key: kim", Evidence(lines, "approver-keys"), StringComparison.Ordinal);
        Assert.Matches("^run staging-[0-9]{8}-[0-9]{6}-[0-9a-f]{7} Completed; its audit is intact, record [0-9]+: plan applied and undone on scratch", Evidence(lines, "rehearsal"));
        Assert.Equal("unknown", Status(lines, "approval-rehearsal"));
        Assert.Equal("unknown", Status(lines, "ci"));
        Assert.Equal(9, lines.Count(line => line.GetProperty("check").GetString() == "access" && line.GetProperty("status").GetString() == "pass"));
    }

    [Fact]
    public async Task Whom_the_policy_tells_can_be_told_where_server_and_hook_are_set_and_fails_naming_what_is_not()
    {
        await NewShopAsync();
        Assert.Equal("unknown", Status(await ListAsync("production"), "notices"));
        await File.AppendAllTextAsync(Folder.File("shop", "policies", "production.yaml"), "notify: { email: {}, teams: [ { hook: { secret: ops-hook } } ] }\n", Cancellation);
        await CommitAsync("policies/production.yaml", "kind: Policy", "kind: Policy");

        var without = await ListAsync("production");
        var with = Lines(await FmAsync(
            Folder.File("shop"), [("FM_SMTP_HOST", "mail.example.com"), ("FM_SECRET_OPS_HOOK", "https://api.powerautomate.com/x")], "checklist", "--env", "production", "--json"));

        Assert.Equal(("fail", "not set up here: e-mail (FM_SMTP_HOST), Teams (secret ops-hook)"), (Status(without, "notices"), Evidence(without, "notices")));
        Assert.Equal(("pass", "set up: e-mail (FM_SMTP_HOST), Teams (secret ops-hook); nothing was sent to try it"), (Status(with, "notices"), Evidence(with, "notices")));
    }

    [Fact]
    public async Task Nothing_is_written_to_a_target_that_does_not_exist()
    {
        await NewShopAsync();

        await ListAsync("production");

        Assert.False(Directory.Exists(Folder.File("shop", "data")));
    }

    [Fact]
    public async Task An_environment_that_does_not_exist_is_a_failure_and_no_list()
    {
        await NewShopAsync();

        var result = await InShopAsync("checklist", "--env", "prod");

        Assert.Equal((1, ""), (result.Exit, result.Out));
        Assert.StartsWith("error RUN002", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_cannot_be_asked_for_it()
    {
        var result = await FmAsync(Folder.Path, [], "checklist", "--env", "production", "--server", "http://localhost:1");

        Assert.Equal(1, result.Exit);
        Assert.StartsWith("error CLI005", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/x)")]
    public async Task An_exporter_that_cannot_be_used_is_a_failure_and_no_list(string name, string value)
    {
        await NewShopAsync();

        var result = await FmAsync(Folder.File("shop"), [(name, value)], "checklist", "--env", "test");

        Assert.Equal((1, ""), (result.Exit, result.Out));
        Assert.StartsWith("error TEL001", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Evidence_is_shown_in_markdown_and_never_obeyed()
    {
        var document = new ChecklistDocument(
            "production", null, false, 0, 1, 0, [new ChecklistLine("schema", CheckStatus.Fail, "a | b <img src=x> @ada [x](y)", "`rm`", "production/west/`x`")]);

        var text = ChecklistMarkdown.Of(document);

        Assert.DoesNotContain("<img", text, StringComparison.Ordinal);
        Assert.DoesNotContain("@ada", text, StringComparison.Ordinal);
        Assert.DoesNotContain("a | b", text, StringComparison.Ordinal);
        Assert.EndsWith("|\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_document_is_approved() => Approved.Matches(
        JsonSerializer.Serialize(
            new ChecklistDocument(
                "production",
                "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d",
                false,
                1,
                1,
                1,
                [
                    new ChecklistLine("checksums", CheckStatus.Pass, "checksums.lock fits 40 files; bundle 3ae7a8e0"),
                    new ChecklistLine("rehearsal", CheckStatus.Fail, "staging does not hold this bundle: no run brought it there", "Bring it to staging first."),
                    new ChecklistLine("backup", CheckStatus.Unknown, "sqlite cannot tell when it was backed up", Target: "production/westeurope/orders-db"),
                ]),
            FmJson.Indented),
        "Json/checklist.approved.json");

    private static string Scrub(string text) => Time().Replace(Commit().Replace(text, "COMMIT"), "TIME");

    [GeneratedRegex("(?<=commit |checks of |at `)[0-9a-f]{7}")]
    private static partial Regex Commit();

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}(:|&#58;)[0-9]{2}Z")]
    private static partial Regex Time();
}
