using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Tests.Doubles;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using LibGit2Sharp;

namespace FunctionsMigrator.Cli.Tests;

/// <summary><c>fm rollback</c>: shown, asked, started, written in git.</summary>
public sealed class RollbackVerbTests : IDisposable
{
    private static readonly GitIdentity Ada = new("Ada", "ada@example.com");
    private readonly TemporaryDirectory _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, false, 0)]
    [InlineData(2, false, 2)]
    [InlineData(2, true, 1)]
    public async Task The_plan_alone_starts_nothing(int writes, bool blocked, int exit)
    {
        var fm = Ready(Preview(writes, blocked));

        var result = await fm.RunAsync("rollback", TestRuns.Id, "--plan-only");

        Assert.Equal(exit, result.Exit);
        Assert.Empty(fm.Migrator.Asked);
        Assert.StartsWith($"Taking back {TestRuns.Id}\nPlan for production at 1a2b3c4\n", result.Out, StringComparison.Ordinal);
        Assert.Equal(blocked, result.Out.Contains("error RUN040: run production-9 changed it", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("n", 3, 0)]
    [InlineData("", 3, 0)]
    [InlineData("y", 0, 1)]
    public async Task A_person_who_looks_is_asked_before_the_run_starts(string typed, int exit, int started)
    {
        var fm = Ready(Preview(2, false), typed);

        var result = await fm.RunAsync("rollback", TestRuns.Id);

        Assert.Equal((exit, started), (result.Exit, fm.Migrator.Asked.Count));
        Assert.Contains("Take it back? [y/N]", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_said_yes_is_not_asked()
    {
        var fm = Ready(Preview(2, false), typed: "n");

        var result = await fm.RunAsync("rollback", TestRuns.Id, "--yes");

        Assert.Equal((0, 1), (result.Exit, fm.Migrator.Asked.Count));
        Assert.DoesNotContain("Take it back?", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_changed_since_keeps_the_run_from_being_started()
    {
        var fm = Ready(Preview(2, blocked: true));

        var result = await fm.RunAsync("rollback", TestRuns.Id, "--json");

        Assert.Equal(1, result.Exit);
        Assert.Empty(fm.Migrator.Asked);
        Assert.Equal("RUN040", result.Json().GetProperty("findings")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Where_only_git_knows_the_way_it_is_shown_and_no_run_is_started()
    {
        var gone = RunCodes.SnapshotsGone.Finding("The before-images are past their retention.") with { Severity = Severity.Warning };
        var fm = Ready(Outcome.Of(Preview(1, false).Value with { Way = RollbackWay.Git }, [gone]));

        var result = await fm.RunAsync("rollback", TestRuns.Id);

        Assert.Equal(1, result.Exit);
        Assert.Empty(fm.Migrator.Asked);
        Assert.Contains("only git knows the way", result.Out, StringComparison.Ordinal);
        Assert.Contains("error RUN041", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rollback", "RUN", "--plan-only", "--commit")]
    public async Task What_writes_nothing_writes_no_commit(params string[] line) => Assert.Equal(64, (await new Fm().RunAsync(line)).Exit);

    [Fact]
    public async Task A_commit_takes_it_back_on_a_branch_of_its_own()
    {
        var (_, second) = await TwoRunsAsync();

        var result = await InShopAsync("rollback", second, "--reason", "not wanted", "--commit");

        Assert.True(result.Exit == 0, result.Out + result.Error);
        Assert.Contains($"branch fm/take-back/{second}", result.Out, StringComparison.Ordinal);
        using var repository = new Repository(_folder.File("shop"));
        var branch = repository.Branches[$"fm/take-back/{second}"];
        Assert.Equal(("main", repository.Head.Tip.Sha), (repository.Head.FriendlyName, Assert.Single(branch.Tip.Parents).Sha));
        Assert.False(repository.RetrieveStatus().IsDirty);
        Assert.Contains("app/pageSize: 20", ((Blob)branch["metadata/app/app.yaml"].Target).GetContentText(), StringComparison.Ordinal);
        Assert.Equal($"Take back: Larger pages", branch.Tip.MessageShort);
        Assert.Contains($"Fm-Takes-Back: {second}\n", branch.Tip.Message, StringComparison.Ordinal);

        // What the branch holds is what the environment holds now, checksums and all.
        LibGit2Sharp.Commands.Checkout(repository, branch);
        Assert.Equal(0, (await InShopAsync("checksum", "--check")).Exit);
        var plan = await InShopAsync("plan", "--env", "test");
        Assert.True(plan.Exit == 0, plan.Out + plan.Error);
    }

    [Fact]
    public async Task A_revert_that_conflicts_is_named_and_the_targets_are_taken_back_all_the_same()
    {
        var (_, second) = await TwoRunsAsync();
        await EditAsync("app/pageSize: 50", "app/pageSize: 75", "Larger still");

        var result = await InShopAsync("rollback", second, "--reason", "not wanted", "--commit");

        Assert.Equal(1, result.Exit);
        Assert.Contains("error GIT041", result.Error, StringComparison.Ordinal);
        Assert.Contains("metadata/app/app.yaml", result.Error, StringComparison.Ordinal);
        Assert.Contains("taken back by", (await InShopAsync("status", second)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Past_its_retention_a_run_is_taken_back_in_git_alone()
    {
        var (_, second) = await TwoRunsAsync();
        await ForgetAsync(second);

        var refused = await InShopAsync("rollback", second, "--reason", "not wanted");
        var result = await InShopAsync("rollback", second, "--reason", "not wanted", "--commit");

        Assert.Equal(1, refused.Exit);
        Assert.Contains($"fm rollback {second} --commit", refused.Error, StringComparison.Ordinal);
        Assert.True(result.Exit == 0, result.Out + result.Error);
        using var repository = new Repository(_folder.File("shop"));
        var branch = repository.Branches[$"fm/take-back/{second}"];
        Assert.Contains("app/pageSize: 20", ((Blob)branch["metadata/app/app.yaml"].Target).GetContentText(), StringComparison.Ordinal);
        Assert.Contains($"Fm-Takes-Back: {second}\n", branch.Tip.Message, StringComparison.Ordinal);

        // No run was started, so nothing on a target moved and the run stands; the branch brings it back as any change is brought.
        Assert.Equal(2, (await InShopAsync("status", "--env", "test", "--json")).Json().GetProperty("runs").GetArrayLength());
        Assert.DoesNotContain("taken back", (await InShopAsync("status", second)).Out, StringComparison.Ordinal);
        LibGit2Sharp.Commands.Checkout(repository, branch);
        Assert.Equal(0, (await InShopAsync("checksum", "--check")).Exit);
        var plan = await InShopAsync("plan", "--env", "test");
        Assert.Equal(2, plan.Exit);
        Assert.Contains("app/pageSize", plan.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Past_its_retention_and_under_a_newer_run_only_the_branch_can_be_written()
    {
        var (_, second) = await TwoRunsAsync();
        await EditAsync("percentage: 25", "percentage: 50", "Half of the users");
        await MigrateAsync();
        await ForgetAsync(second);

        var shown = await InShopAsync("rollback", second, "--plan-only");
        var result = await InShopAsync("rollback", second, "--commit");

        Assert.Equal(1, shown.Exit);
        Assert.Contains("error RUN041", shown.Error, StringComparison.Ordinal);
        Assert.True(result.Exit == 0, result.Out + result.Error);
        using var repository = new Repository(_folder.File("shop"));
        var text = ((Blob)repository.Branches[$"fm/take-back/{second}"]["metadata/app/app.yaml"].Target).GetContentText();
        Assert.Contains("app/pageSize: 20", text, StringComparison.Ordinal);
        Assert.Contains("percentage: 50", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_run_of_an_environment_has_no_commit_to_go_back_to()
    {
        await NewShopAsync();
        var first = await MigrateAsync();

        var result = await InShopAsync("rollback", first, "--commit");

        Assert.Equal(1, result.Exit);
        Assert.Contains("error RUN007", result.Error, StringComparison.Ordinal);
    }

    private static Fm Ready(Outcome<RollbackPreview> preview, string? typed = null)
    {
        var fm = new Fm { AtTerminal = typed is not null, Typed = typed ?? "" };
        fm.Migrator.Rollback = preview;
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(RunState.Completed)));
        return fm;
    }

    private static Outcome<RollbackPreview> Preview(int writes, bool blocked)
    {
        var address = TargetAddress.Parse("production/weu/config");
        IReadOnlyList<Finding> found = blocked ? [RunCodes.ChangedSince.Finding("run production-9 changed it", target: address.ToString())] : [];
        var target = new TargetPlan(address, null, Digest.Of("t"), new ChangeCounts(Update: writes), [], RiskLevel.Medium, false, found, blocked ? PlanBlock.Conflict : null, null, null, [], []);
        return Outcome.Of(new RollbackPreview(TestRuns.Id, RollbackWay.Stored, TestRuns.EmptyPlan with { Targets = [target] }));
    }

    private async Task<(string First, string Second)> TwoRunsAsync()
    {
        await NewShopAsync();
        var first = await MigrateAsync();
        await EditAsync("app/pageSize: 20", "app/pageSize: 50", "Larger pages");
        return (first, await MigrateAsync());
    }

    private async Task NewShopAsync() => Assert.Equal(0, (await FmAsync(_folder.Path, "new", "repository", "shop", "--author", "Ada <ada@example.com>")).Exit);

    private async Task<string> MigrateAsync()
    {
        var migrated = await InShopAsync("migrate", "--env", "test", "--json");
        Assert.True(migrated.Exit == 0, migrated.Out + migrated.Error);
        return migrated.Json().GetProperty("run").GetProperty("id").GetString()!;
    }

    // As retention does once its time is over.
    private async Task ForgetAsync(string run)
    {
        var store = await LocalStore.OpenAsync(_folder.File("shop", ".fm"), new LocalStoreOptions(), Cancellation);
        await using var opened = store.Value;
        var kept = await opened.Blobs.ListAsync(BlobArea.Snapshots, $"journal/{run}/", Cancellation).ToListAsync(Cancellation);
        Assert.NotEmpty(kept);
        foreach (var snapshot in kept)
        {
            await opened.Blobs.DeleteSnapshotAsync(snapshot, Cancellation);
        }
    }

    private async Task EditAsync(string from, string to, string message)
    {
        var file = _folder.File("shop", "metadata", "app", "app.yaml");
        var text = await File.ReadAllTextAsync(file, Cancellation);
        Assert.Contains(from, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, text.Replace(from, to, StringComparison.Ordinal), Cancellation);
        Assert.Equal(0, (await InShopAsync("checksum")).Exit);
        Assert.True(GitRepositories.CommitAll(_folder.File("shop"), message, Ada, DateTimeOffset.UtcNow).Succeeded);
    }

    private Task<FmResult> InShopAsync(params string[] line) => FmAsync(_folder.File("shop"), line);

    private static Task<FmResult> FmAsync(string directory, params string[] line) =>
        new Fm { Surroundings = new TestSurroundings(directory), Hosts = new HostFactory(), RealTime = true }.RunAsync(line);
}
