using System.Text.Json;
using System.Text.RegularExpressions;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Cli.Checklist;
using FunctionsMigrator.Cli.Checklist.Checks;
using FunctionsMigrator.Cli.Demo;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Tests.Doubles;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Cli.Tests;

/// <summary><c>fm checklist</c> over real repositories, stores and targets: every line passes where all is well, and fails or is unknown where it is not.</summary>
public sealed partial class ChecklistTests : IDisposable
{
    private static readonly GitIdentity Ada = new("Ada", "ada@example.com");
    private static readonly (string, string)[] Watched = [("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317")];
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

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

        var result = await FmAsync(_folder.File("shop"), Watched, "checklist", "--env", "production", "--json");

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
    public async Task What_is_not_committed_fails_and_is_named()
    {
        await NewShopAsync();
        await File.WriteAllTextAsync(_folder.File("shop", "metadata", "more.yaml"), "# later\n", Cancellation);
        await ReplaceAsync("people.yaml", "bots: []", "bots: [x@example.com]");

        var lines = await ListAsync("test");

        Assert.Equal("fail", Status(lines, "version-control"));
        Assert.Contains("2 paths differ from", Evidence(lines, "version-control"), StringComparison.Ordinal);
        Assert.Contains("metadata/more.yaml, people.yaml", Evidence(lines, "version-control"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_named_commit_is_looked_at_whatever_lies_in_the_work_tree()
    {
        await NewShopAsync();
        await File.WriteAllTextAsync(_folder.File("shop", "metadata", "broken.yaml"), "kind: Nonsense\n", Cancellation);

        var lines = Lines(await InShopAsync("checklist", "--env", "test", "--commit", "main", "--json"));

        Assert.Equal(["pass", "pass"], Statuses(lines, "version-control", "schema"));
    }

    [Fact]
    public async Task Without_git_the_work_tree_is_looked_at_and_version_control_fails()
    {
        await NewShopAsync("--no-commit");

        var result = await InShopAsync("checklist", "--env", "test", "--json");

        var lines = Lines(result);
        Assert.False(result.Json().TryGetProperty("commit", out _));
        Assert.Equal(["fail", "pass", "pass", "unknown", "unknown"], Statuses(lines, "version-control", "schema", "dry-run", "policy", "approver-keys"));
    }

    [Fact]
    public async Task A_lock_that_does_not_fit_the_commit_fails()
    {
        await NewShopAsync();
        await CommitAsync("metadata/app/app.yaml", "app/pageSize: 20", "app/pageSize: 21", checksum: false);

        var lines = await ListAsync("test");

        Assert.Equal("fail", Status(lines, "checksums"));
        Assert.Contains("metadata/app/app.yaml was edited", Evidence(lines, "checksums"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_cannot_be_read_fail_and_leave_every_line_behind_them_unknown()
    {
        await NewShopAsync();
        await CommitAsync("metadata/app/app.yaml", "target: app-config", "targett: app-config", checksum: false);

        var lines = await ListAsync("test");

        Assert.Equal("fail", Status(lines, "schema"));
        Assert.Contains("VAL011 metadata/app/app.yaml:", Evidence(lines, "schema"), StringComparison.Ordinal);
        Assert.All(Statuses(lines, "checksums", "dry-run", "policy", "rehearsal", "approval-rehearsal", "approvals", "approver-keys", "analyses", "access", "backup"), status => Assert.Equal("unknown", status));
    }

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

    [Fact]
    public async Task A_plan_that_a_rule_denies_fails()
    {
        await NewShopAsync();
        await CommitAsync("policies/production.yaml", "changeNote: { required: false }", "changeNote: { required: true, ticket: \"^CHG[0-9]{7}$\" }");

        var lines = await ListAsync("production");

        Assert.Equal("fail", Status(lines, "policy"));
        Assert.Contains("POL", Evidence(lines, "policy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rules_that_decide_are_those_of_the_last_good_run()
    {
        await NewShopAsync();
        await MustAsync("migrate", "--env", "test");
        await MustAsync("promote", "production");
        await CommitAsync("policies/production.yaml", "  low: []\n  medium: []\n  high: []", "  low: [ { role: dba } ]\n  medium: [ { role: dba } ]\n  high: [ { role: dba } ]");

        var lines = await ListAsync("production");

        Assert.Equal(["pass", "pass", "pass"], Statuses(lines, "policy", "approvals", "approver-keys"));
        Assert.StartsWith("by the rules that run production-", Evidence(lines, "policy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clone_without_the_commits_since_the_last_run_cannot_ask_the_rules()
    {
        await NewShopAsync();
        await CommitAsync("metadata/app/app.yaml", "app/pageSize: 20", "app/pageSize: 21");
        var whole = await InShopAsync("checklist", "--env", "test", "--json");
        Assert.Equal("pass", Status(Lines(whole), "policy"));
        await File.WriteAllTextAsync(_folder.File("shop", ".git", "shallow"), whole.Json().GetProperty("commit").GetString() + "\n", Cancellation);

        var lines = await ListAsync("test");

        Assert.Equal(["unknown", "unknown"], Statuses(lines, "policy", "approver-keys"));
    }

    [Fact]
    public async Task A_bundle_that_the_environment_before_does_not_hold_fails()
    {
        await NewShopAsync();
        Assert.Equal("fail", Status(await ListAsync("production"), "rehearsal"));

        await MustAsync("migrate", "--env", "test");
        Assert.Equal("pass", Status(await ListAsync("production"), "rehearsal"));
        await CommitAsync("metadata/app/app.yaml", "app/pageSize: 20", "app/pageSize: 21");

        var lines = await ListAsync("production");
        Assert.Equal("fail", Status(lines, "rehearsal"));
        Assert.Contains("test does not hold this bundle", Evidence(lines, "rehearsal"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_that_was_taken_back_in_the_environment_before_fails()
    {
        await NewShopAsync();
        await MustAsync("migrate", "--env", "test");
        var run = (await InShopAsync("status", "--env", "test", "--json")).Json().GetProperty("runs")[0].GetProperty("id").GetString()!;
        await MustAsync("rollback", run, "--reason", "try");

        var lines = await ListAsync("production");

        Assert.Equal("fail", Status(lines, "rehearsal"));
        Assert.Contains("was taken back", Evidence(lines, "rehearsal"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_audit_that_was_edited_is_no_evidence_of_a_rehearsal()
    {
        await NewShopAsync();
        await MustAsync("migrate", "--env", "test");
        var record = Directory.EnumerateFiles(_folder.File("shop", ".fm", "blobs", "audit"), "*000003*", SearchOption.AllDirectories).First();
        await File.WriteAllTextAsync(record, (await File.ReadAllTextAsync(record, Cancellation)).Replace("\"fm\"", "\"me\"", StringComparison.Ordinal), Cancellation);

        Assert.Equal("fail", Status(await ListAsync("production"), "rehearsal"));
    }

    [Fact]
    public async Task The_first_environment_has_no_rehearsal_elsewhere()
    {
        await NewShopAsync();

        Assert.Equal("unknown", Status(await ListAsync("test"), "rehearsal"));
    }

    [Fact]
    public async Task A_level_that_people_cannot_fill_fails()
    {
        await NewShopAsync();
        await CommitAsync("policies/production.yaml", "  high: []", "  high: [ { role: dba } ]\n  also: [ { when: { irreversible: true }, require: [ { role: release-manager } ] } ]");

        var lines = await ListAsync("production");

        Assert.Equal("fail", Status(lines, "approvals"));
        Assert.Contains("high with every 'also' asks for dba, release-manager, and People has nobody left for release-manager", Evidence(lines, "approvals"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_must_approve_needs_a_key_that_is_valid()
    {
        await NewShopAsync();
        await CommitAsync("policies/production.yaml", "  low: []\n  medium: []\n  high: []", "  low: [ { role: dba } ]\n  medium: [ { role: dba } ]\n  high: [ { role: dba } ]");
        Assert.Equal("fail", Status(await ListAsync("production"), "approver-keys"));

        await MustAsync("login", "create", "ada", "--role", "operator");
        Assert.Equal("fail", Status(await ListAsync("production"), "approver-keys"));
        await MustAsync("login", "revoke", "ada");
        await CommitAsync("people.yaml", "git: [\"ada@example.com\"]", "git: [\"ada@example.com\"], key: ada2");
        await MustAsync("login", "create", "ada2", "--role", "approver");
        Assert.Equal("pass", Status(await ListAsync("production"), "approver-keys"));

        await MustAsync("login", "revoke", "ada2");
        Assert.Equal("fail", Status(await ListAsync("production"), "approver-keys"));
    }

    [Fact]
    public async Task Somebody_who_signs_in_with_entra_may_approve_and_is_not_seen_from_here()
    {
        await NewShopAsync();
        await CommitAsync("people.yaml", "git: [\"ada@example.com\"]", "git: [\"ada@example.com\"], entra: 7d1c0000-0000-0000-0000-000000000000");
        await CommitAsync("policies/production.yaml", "  low: []\n  medium: []\n  high: []", "  low: [ { role: dba } ]\n  medium: [ { role: dba } ]\n  high: [ { role: dba } ]");

        Assert.Equal("unknown", Status(await ListAsync("production"), "approver-keys"));
    }

    [Fact]
    public async Task A_wave_that_nothing_measures_fails()
    {
        await NewShopAsync();

        var lines = await ListAsync("production");

        Assert.Equal("fail", Status(lines, "analyses"));
        Assert.StartsWith("waves 1, 2 of 2 are not measured", Evidence(lines, "analyses"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317", "pass")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "InstrumentationKey=00000000-0000-0000-0000-00000000c0de", "pass")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://localhost:4318/v1/metrics", "pass")]
    [InlineData("SOMETHING", "else", "fail")]
    public async Task Telemetry_needs_an_exporter_and_its_connection_string_is_never_shown(string name, string value, string status)
    {
        await NewShopAsync();

        var result = await FmAsync(_folder.File("shop"), [(name, value)], "checklist", "--env", "test", "--json");

        Assert.Equal(status, Status(Lines(result), "telemetry"));
        Assert.DoesNotContain("c0de", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/x)")]
    public async Task An_exporter_that_cannot_be_used_is_a_failure_and_no_list(string name, string value)
    {
        await NewShopAsync();

        var result = await FmAsync(_folder.File("shop"), [(name, value)], "checklist", "--env", "test");

        Assert.Equal((1, ""), (result.Exit, result.Out));
        Assert.StartsWith("error TEL001", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_of_another_store_fails()
    {
        await NewShopAsync();
        await MustAsync("migrate", "--env", "test");
        Directory.Move(_folder.File("shop", ".fm"), _folder.File("lost"));

        var access = (await ListAsync("test")).Where(line => line.GetProperty("check").GetString() == "access").ToList();

        Assert.Equal(3, access.Count);
        Assert.All(access, line => Assert.StartsWith("TGT020", line.GetProperty("evidence").GetString(), StringComparison.Ordinal));
        Assert.All(access, line => Assert.Equal("fail", line.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task A_target_that_cannot_be_read_fails_and_the_others_are_looked_at()
    {
        await NewShopAsync();
        Directory.CreateDirectory(_folder.File("shop", "data", "test", "local"));
        await File.WriteAllTextAsync(_folder.File("shop", "data", "test", "local", "app.db"), "no database, however long it may be, is plain text", Cancellation);

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

    [Fact]
    public async Task Nothing_is_written_to_a_target_that_does_not_exist()
    {
        await NewShopAsync();

        await ListAsync("production");

        Assert.False(Directory.Exists(_folder.File("shop", "data")));
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
        var result = await FmAsync(_folder.Path, [], "checklist", "--env", "production", "--server", "http://localhost:1");

        Assert.Equal(1, result.Exit);
        Assert.StartsWith("error CLI005", result.Error, StringComparison.Ordinal);
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

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static List<JsonElement> Lines(FmResult result) => [.. result.Json().GetProperty("lines").EnumerateArray()];

    private static JsonElement Line(List<JsonElement> lines, string check) => lines.First(line => line.GetProperty("check").GetString() == check);

    private static string? Status(List<JsonElement> lines, string check) => Line(lines, check).GetProperty("status").GetString();

    private static string Evidence(List<JsonElement> lines, string check) => Line(lines, check).GetProperty("evidence").GetString()!;

    private static List<string?> Statuses(List<JsonElement> lines, params string[] checks) => [.. checks.Select(check => Status(lines, check))];

    private static string Scrub(string text) => Time().Replace(Commit().Replace(text, "COMMIT"), "TIME");

    private async Task<List<JsonElement>> ListAsync(string environment) => Lines(await InShopAsync("checklist", "--env", environment, "--json"));

    private async Task MustAsync(params string[] args)
    {
        var result = await InShopAsync(args);
        Assert.True(result.Exit == 0, result.Out + result.Error);
    }

    private async Task SampleAsync()
    {
        DemoFiles.Write("shop", _folder.File("shop"));
        await MustAsync("checksum");
        Assert.True(GitRepositories.Create(_folder.File("shop"), "Move the shop's metadata to git", Ada, DateTimeOffset.UtcNow).Succeeded);
    }

    private async Task NewShopAsync(params string[] more)
    {
        var made = await FmAsync(_folder.Path, [], ["new", "repository", "shop", "--author", "Ada <ada@example.com>", .. more]);
        Assert.True(made.Exit == 0, made.Error);
    }

    private async Task CommitAsync(string path, string from, string to, bool checksum = true)
    {
        await ReplaceAsync(path, from, to);
        if (checksum)
        {
            await MustAsync("checksum");
        }

        Assert.True(GitRepositories.CommitAll(_folder.File("shop"), "Change it", Ada, DateTimeOffset.UtcNow).Succeeded);
    }

    private async Task ReplaceAsync(string path, string from, string to)
    {
        var file = _folder.File("shop", path);
        var text = await File.ReadAllTextAsync(file, Cancellation);
        Assert.Contains(from, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, text.Replace(from, to, StringComparison.Ordinal), Cancellation);
    }

    private Task<FmResult> InShopAsync(params string[] args) => FmAsync(_folder.File("shop"), [], args);

    private static Task<FmResult> FmAsync(string directory, (string, string)[] variables, params string[] args) =>
        new Fm { Surroundings = new TestSurroundings(directory, variables), Hosts = new HostFactory(), RealTime = true }.RunAsync(args);

    [GeneratedRegex("(?<=commit |checks of |at `)[0-9a-f]{7}")]
    private static partial Regex Commit();

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}(:|&#58;)[0-9]{2}Z")]
    private static partial Regex Time();
}
