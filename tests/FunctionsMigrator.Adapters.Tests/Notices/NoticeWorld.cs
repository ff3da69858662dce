using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Notices;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Notices;

/// <summary>Runs whose policy tells people, and channels in memory.</summary>
internal sealed class NoticeWorld : IAsyncDisposable
{
    public const string HookAddress = "https://api.powerautomate.com/workflows/1?sig=very-secret";

    public const string Policy = """
        approvals:
          low: [ { role: dba } ]
          medium: [ { role: dba } ]
          high: [ { role: dba } ]
        notify:
          teams: [ { hook: { secret: ops-hook } } ]
          email: { also: [ops@example.com] }
        """;

    private NoticeWorld(Scenario scenario, DeliveryOptions? options, int? mailsAMinute)
    {
        Scenario = scenario;
        Mail = new RecordingNotifier("email", mailsAMinute);
        Options = options ?? new DeliveryOptions
        {
            PublicAddress = new Uri("https://fm.example.com"),
            Secret = (name, _) => Task.FromResult(Hooks.TryGetValue(name, out var hook) ? Outcome.Of(hook) : TargetCodes.SecretMissing.Fail<string>($"Secret '{name}' is not set.")),
        };
        Restart();
    }

    public Scenario Scenario { get; }

    public DeliveryOptions Options { get; }

    public Dictionary<string, string> Hooks { get; } = new(StringComparer.Ordinal) { ["ops-hook"] = HookAddress };

    public RecordingNotifier Teams { get; private set; } = new("teams");

    public RecordingNotifier Mail { get; private set; }

    public RecordingNotifier Hooked { get; private set; } = new("webhook");

    public NoticeDelivery Delivery { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A world whose first change waits for its dba.</summary>
    public static async Task<(NoticeWorld World, RunRecord Run)> AwaitingAsync(string policy = Policy, int? mailsAMinute = null, DeliveryOptions? options = null)
    {
        var world = Begin(policy, mailsAMinute, options);
        var run = await world.Scenario.RunAsync("production");
        Assert.Equal(RunState.AwaitingApproval, run.State);
        await world.AskAsync(run);
        return (world, run);
    }

    public static NoticeWorld Begin(string policy = Policy, int? mailsAMinute = null, DeliveryOptions? options = null, string? people = null)
    {
        var scenario = Scenario.Begin(SmallRepository.Files).Write("policies/production.yaml", SmallRepository.Policy(policy)).Write("people.yaml", people ?? """
            kind: People
            name: people
            people:
              ada: { git: [ada@example.com], key: ada, roles: [release-manager, dba] }
              bo: { git: [bo@example.com, bo@home.example], key: bo, roles: [release-manager, dba] }
              kim: { git: [kim@example.com], email: kim.smith@example.com, key: kim, roles: [dba] }
            """);
        scenario.Commit("One-page checkout");
        return new NoticeWorld(scenario, options, mailsAMinute);
    }

    /// <summary>Another process, whose channels in memory have sent nothing yet.</summary>
    public void Forget()
    {
        (Teams, Mail, Hooked) = (new RecordingNotifier("teams"), new RecordingNotifier("email"), new RecordingNotifier("webhook"));
        Restart(Teams, Mail, Hooked);
    }

    /// <summary>Another process.</summary>
    public void Restart(params INotifier[] notifiers) => Delivery = new NoticeDelivery(Scenario.Services, notifiers.Length > 0 ? notifiers : [Teams, Mail], Options);

    public Task<DeliveryReport> DeliverAsync() => Delivery.DeliverAsync(Cancellation);

    public Task<DeliveryReport> DeliverAsync(TimeSpan later)
    {
        Scenario.Time.Advance(later);
        return DeliverAsync();
    }

    public Task AddAsync(Notice notice) => new NoticeOutbox(Scenario.Store.Records).AddAsync(notice, Cancellation);

    /// <summary>Asks people to approve the run's plan, as its review does.</summary>
    public Task AskAsync(RunRecord run, NoticeKind kind = NoticeKind.ApprovalRequested, string? key = null) =>
        AddAsync(new Notice(run.Id, key ?? $"requested-{run.Plan!.Digest.Short}", kind, Scenario.Time.GetUtcNow(), run.Plan!.Digest));

    public Task<IReadOnlyList<NoticeRecord>> RecordsAsync(RunRecord run) => new NoticeRecords(Scenario.Store.Records).OfRunAsync(run.Id, Cancellation);

    public async Task<IReadOnlyList<string>> OutboxAsync() =>
        await Scenario.Store.Records.ListAsync(RunPartitions.Notices, "", Cancellation).Select(record => record.Key).ToListAsync(Cancellation);

    public async ValueTask DisposeAsync() => await Scenario.DisposeAsync();
}
