namespace FunctionsMigrator.Cli.Tests.Checklists;

/// <summary>What the checklist finds in the files: git, the lock, the schema, and what nothing measures.</summary>
public sealed class ChecklistFileTests : ShopChecklist
{
    [Fact]
    public async Task What_is_not_committed_fails_and_is_named()
    {
        await NewShopAsync();
        await File.WriteAllTextAsync(Folder.File("shop", "metadata", "more.yaml"), "# later\n", Cancellation);
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
        await File.WriteAllTextAsync(Folder.File("shop", "metadata", "broken.yaml"), "kind: Nonsense\n", Cancellation);

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
    public async Task A_wave_that_nothing_measures_fails()
    {
        await NewShopAsync();

        var lines = await ListAsync("production");

        Assert.Equal("fail", Status(lines, "analyses"));
        Assert.StartsWith("waves 1, 2 of 2 are not measured", Evidence(lines, "analyses"), StringComparison.Ordinal);
    }
}
