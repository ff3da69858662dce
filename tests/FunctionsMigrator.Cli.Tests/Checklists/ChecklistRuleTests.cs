namespace FunctionsMigrator.Cli.Tests.Checklists;

/// <summary>What the checklist finds in rules, people and the runs before.</summary>
public sealed class ChecklistRuleTests : ShopChecklist
{
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
        await File.WriteAllTextAsync(Folder.File("shop", ".git", "shallow"), whole.Json().GetProperty("commit").GetString() + "\n", Cancellation);

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
        var record = Directory.EnumerateFiles(Folder.File("shop", ".fm", "blobs", "audit"), "*000003*", SearchOption.AllDirectories).First();
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
}
