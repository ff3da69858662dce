using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Reviews;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>What is decided on pages, over a real run that waits.</summary>
public sealed class ReviewDeskTests : IAsyncDisposable
{
    private const string Needs = """
        approvals: { low: [ { role: release-manager }, { role: dba } ], medium: [ { role: release-manager }, { role: dba } ], high: [ { role: release-manager }, { role: dba } ], excludeAuthors: plan }
        windows: [ { allow: "Mon-Fri 00:00-24:00", zone: Europe/Berlin } ]
        """;

    private const string People = """
        kind: People
        name: people
        people:
          ada: { git: [ada@example.com], key: ada, roles: [release-manager] }
          bo: { git: [bo@example.com], key: bo, roles: [release-manager, dba] }
          kim: { git: [kim@example.com], key: kim-key, roles: [release-manager, dba] }
        """;

    private readonly Scenario _world = Scenario.Begin(SmallRepository.Files).Write("policies/production.yaml", SmallRepository.Policy(Needs)).Write("people.yaml", People);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ReviewDesk Desk => new(_world.Services, _world.Migrator);

    private ReviewLinks Links => new(_world.Store.Records, _world.Services.Random);

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_sheet_holds_all_that_is_looked_at_before_a_decision()
    {
        var run = await WaitingAsync();

        var sheet = (await Desk.ReadAsync(run.Id, Scenario.Key("kim-key"), Cancellation)).Value;

        Assert.True(sheet.IsOpen);
        Assert.Equal("kim", sheet.Person);
        Assert.Null(sheet.Standing);
        Assert.Equal(run.Plan!.Digest, sheet.Plan!.Digest);
        Assert.Equal([1, 2], sheet.Waves.Select(wave => wave.Number));
        Assert.Equal(["production/west/db", "production/west/config"], sheet.Waves[0].Targets().Select(target => target.Address.ToString()));
        Assert.Equal(["First", "Ada"], sheet.Commits.SelectMany(commit => new[] { commit.Message.Trim(), commit.Author.Name }));
        Assert.EndsWith("Europe/Berlin", sheet.Times.Text(run.StartedAt), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_by_a_link_counts_and_uses_the_link_up()
    {
        var run = await WaitingAsync();
        var token = await LinkAsync(run, "bo");
        Assert.Equal(run.Id, (await Desk.OpenAsync(token, Scenario.Key("bo"), Cancellation)).Value.Run);

        var decided = await DecideAsync(run, "bo", token: token);

        Assert.True(decided.Succeeded);
        Assert.Equal(["bo"], (await _world.DriveAsync(run.Id)).ApprovedBy);
        Refused("REV003", await Desk.OpenAsync(token, Scenario.Key("bo"), Cancellation));
        Refused("REV003", await DecideAsync(run, "bo", CommandKind.Reject, token, "No"));
        Refused("REV005", await DecideAsync(run, "kim-key", token: token));
        Assert.Equal(["bo"], (await _world.DriveAsync(run.Id)).ApprovedBy);
    }

    [Fact]
    public async Task A_double_click_is_one_decision_by_link_and_without()
    {
        var run = await WaitingAsync();
        var token = await LinkAsync(run, "bo");

        var first = (await DecideAsync(run, "bo", token: token)).Value;
        var second = (await DecideAsync(run, "bo", token: token)).Value;
        var third = (await DecideAsync(run, "bo")).Value;

        Assert.Equal((first, first), (second, third));
        Assert.Single((await _world.Migrator.GetAsync(run.Id, Cancellation)).Value.Commands);
    }

    [Fact]
    public async Task Many_clicks_at_once_are_one_decision_and_each_is_answered_so()
    {
        var run = await WaitingAsync();
        var token = await LinkAsync(run, "bo");

        var decided = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => DecideAsync(run, "bo", token: token))));

        Assert.All(decided, outcome => Assert.True(outcome.Succeeded));
        Assert.Single((await _world.Migrator.GetAsync(run.Id, Cancellation)).Value.Commands);
    }

    [Fact]
    public async Task Two_people_who_use_one_link_at_once_are_told_apart_and_one_decides()
    {
        var run = await WaitingAsync();
        var token = await LinkAsync(run, person: null);

        var decided = await Task.WhenAll(Task.Run(() => DecideAsync(run, "bo", token: token)), Task.Run(() => DecideAsync(run, "kim-key", token: token)));

        Assert.Single(decided, outcome => outcome.Succeeded);
        Refused("REV003", decided.Single(outcome => !outcome.Succeeded));
        Assert.Single((await _world.Migrator.GetAsync(run.Id, Cancellation)).Value.Commands);
    }

    [Fact]
    public async Task A_decision_that_the_policy_does_not_take_leaves_the_link_as_it_was()
    {
        var run = await WaitingAsync();
        var token = await LinkAsync(run, "ada");

        var refused = await DecideAsync(run, "ada", token: token);

        Assert.False(refused.Succeeded);
        Assert.Contains("wrote or started", refused.Findings[0].Message, StringComparison.Ordinal);
        Assert.Null((await Links.FindAsync(token, Cancellation))!.UsedAt);
        Assert.Empty((await _world.Migrator.GetAsync(run.Id, Cancellation)).Value.Commands);
    }

    [Fact]
    public async Task A_link_opens_nothing_from_its_expiry_on()
    {
        var run = await WaitingAsync();
        var token = await LinkAsync(run, "bo");
        _world.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.True((await Desk.OpenAsync(token, Scenario.Key("bo"), Cancellation)).Succeeded);

        _world.Time.Advance(TimeSpan.FromTicks(1));

        Refused("REV002", await Desk.OpenAsync(token, Scenario.Key("bo"), Cancellation));
        Refused("REV002", await DecideAsync(run, "bo", token: token));
    }

    [Fact]
    public async Task A_link_for_another_plan_another_person_or_another_run_is_refused_and_says_the_way_on()
    {
        var run = await WaitingAsync();
        var older = await Links.CreateAsync(new ReviewLink(run.Id, Digest.Of("older"), "bo", _world.Time.GetUtcNow().AddHours(1)), Cancellation);
        var kims = await LinkAsync(run, "kim");
        var otherRun = await Links.CreateAsync(new ReviewLink("production-20260101-000000-0000000", run.Plan!.Digest, "bo", _world.Time.GetUtcNow().AddHours(1)), Cancellation);

        var remedy = Refused("REV004", await Desk.OpenAsync(older, Scenario.Key("bo"), Cancellation)).Remedy;
        Refused("REV004", await DecideAsync(run, "bo", token: older));
        Refused("REV005", await Desk.OpenAsync(kims, Scenario.Key("bo"), Cancellation));
        Refused("REV005", await Desk.OpenAsync(kims, Scenario.Key("stranger"), Cancellation));
        Refused("REV005", await DecideAsync(run, "bo", token: kims));
        Refused("REV006", await DecideAsync(run, "bo", token: otherRun));

        Assert.Contains($"/runs/{run.Id}/review", remedy, StringComparison.Ordinal);
        Assert.Equal(RunState.AwaitingApproval, (await _world.DriveAsync(run.Id)).State);
        Assert.Empty((await _world.Migrator.GetAsync(run.Id, Cancellation)).Value.Commands);
    }

    [Fact]
    public async Task A_guessed_token_decides_nothing()
    {
        var run = await WaitingAsync();
        await LinkAsync(run, "bo");
        foreach (var guess in new[] { new string('A', 43), "x", "../../x" })
        {
            Refused("REV001", await Desk.OpenAsync(guess, Scenario.Key("bo"), Cancellation));
            Refused("REV001", await DecideAsync(run, "bo", token: guess));
        }

        Assert.Empty((await _world.Migrator.GetAsync(run.Id, Cancellation)).Value.Commands);
    }

    [Fact]
    public async Task What_is_decided_names_the_whole_run_and_the_whole_plan_that_stand()
    {
        var run = await WaitingAsync();
        var plan = run.Plan!.Digest.Hex;

        Refused("REV006", await Desk.DecideAsync(run.Id[..^3], new ReviewDecision(CommandKind.Approve, plan), Scenario.Key("bo"), Cancellation));
        Refused("RUN001", await Desk.DecideAsync("../" + run.Id, new ReviewDecision(CommandKind.Approve, plan), Scenario.Key("bo"), Cancellation));
        Refused("REV007", await Desk.DecideAsync(run.Id, new ReviewDecision(CommandKind.Approve, plan[..12]), Scenario.Key("bo"), Cancellation));
        Refused("REV007", await Desk.DecideAsync(run.Id, new ReviewDecision(CommandKind.Reject, Digest.Of("older").Hex, "No"), Scenario.Key("bo"), Cancellation));
        Refused("REV008", await Desk.DecideAsync(run.Id, new ReviewDecision(CommandKind.Abort, plan), Scenario.Key("bo"), Cancellation));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \n")]
    public async Task A_refusal_needs_a_reason(string? reason)
    {
        var run = await WaitingAsync();

        Refused("RUN022", await DecideAsync(run, "bo", CommandKind.Reject, reason: reason));

        Assert.Equal(RunState.AwaitingApproval, (await _world.DriveAsync(run.Id)).State);
    }

    [Fact]
    public async Task An_approval_is_withdrawn_and_given_again()
    {
        var run = await WaitingAsync();
        await DecideAsync(run, "bo");
        await DecideAsync(run, "bo", CommandKind.Withdraw);
        Assert.Empty((await _world.DriveAsync(run.Id)).ApprovedBy);
        Assert.Equal(CommandKind.Withdraw, (await Desk.ReadAsync(run.Id, Scenario.Key("bo"), Cancellation)).Value.Standing!.Kind);

        await DecideAsync(run, "bo");

        Assert.Equal(["bo"], (await _world.DriveAsync(run.Id)).ApprovedBy);
    }

    [Fact]
    public async Task Nobody_decides_for_a_caller_without_the_role_of_an_approver()
    {
        var run = await WaitingAsync();

        Refused("ACC010", await Desk.DecideAsync(run.Id, new ReviewDecision(CommandKind.Approve, run.Plan!.Digest.Hex), Scenario.Key("bo", AccessRole.Operator, AccessRole.Admin), Cancellation));
    }

    private async Task<RunRecord> WaitingAsync()
    {
        _world.Commit("First");
        var run = await _world.RunAsync("production");
        Assert.Equal(RunState.AwaitingApproval, run.State);
        return run;
    }

    private Task<string> LinkAsync(RunRecord run, string? person) =>
        Links.CreateAsync(new ReviewLink(run.Id, run.Plan!.Digest, person, _world.Time.GetUtcNow().AddHours(1)), Cancellation);

    private Task<Outcome<RunCommand>> DecideAsync(RunRecord run, string key, CommandKind kind = CommandKind.Approve, string? token = null, string? reason = null) =>
        Desk.DecideAsync(run.Id, new ReviewDecision(kind, run.Plan!.Digest.Hex, reason, token), Scenario.Key(key), Cancellation);

    private static Finding Refused<T>(string code, Outcome<T> outcome)
    {
        Assert.False(outcome.Succeeded);
        Assert.Equal(code, outcome.Findings[0].Code);
        return outcome.Findings[0];
    }
}
