using FunctionsMigrator.Adapters.Notifiers.Email;
using FunctionsMigrator.Adapters.Notifiers.Teams;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Reviews;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Notices;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Integration.Tests.Smtp;

/// <summary>A whole run, as those whom it concerns read of it.</summary>
public sealed class MailStoryTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_needed_gets_a_mail_with_a_link_and_a_card_and_the_end_comes_in_the_same_thread()
    {
        var sink = await (await servers.SmtpAsync()).OpenAsync(Cancellation);
        await using var hook = await CardReceiver.StartAsync();
        await using var world = Scenario.Begin(SmallRepository.Files).Write("policies/production.yaml", SmallRepository.Policy("""
            approvals: { low: [ { role: dba } ], medium: [ { role: dba } ], high: [ { role: dba } ] }
            notify: { teams: [ { hook: { secret: ops-hook } } ], email: { also: [ops@example.com] } }
            """));
        world.Commit("One-page checkout");
        var delivery = new NoticeDelivery(
            world.Services,
            [new TeamsNotifier([hook.Host], TimeProvider.System), new EmailNotifier(new SmtpOptions("127.0.0.1", sink.Port, "fm@example.com", SmtpSecurity.None), SecretAsync, world.Time)],
            new DeliveryOptions { PublicAddress = new Uri("https://fm.example.com"), Secret = SecretAsync });
        var sweeper = new Sweeper(world.Services, world.Engine, notices: delivery);

        var run = await world.RunAsync("production");
        await sweeper.SweepAsync(new SweepRequest(world.Root), Cancellation);

        var asked = await sink.MailsAsync(2, Cancellation);
        var mail = asked.Single(one => one.To[0] == "bo@example.com").Message;
        var link = mail.TextBody!.Split('\n').Single(line => line.StartsWith("https://", StringComparison.Ordinal)).Trim();
        var found = await new ReviewLinks(world.Store.Records, world.Services.Random).FindAsync(new Uri(link).Segments[^1], Cancellation);
        Assert.Equal(new ReviewLink(run.Id, run.Plan!.Digest, "bo", run.Until!.Value), found);
        Assert.Contains(run.Plan.Digest.Hex[..12], Assert.Single(hook.Cards), StringComparison.Ordinal);

        run = await world.ApproveAsync(run.Id, "bo");
        await sweeper.SweepAsync(new SweepRequest(world.Root), Cancellation);

        Assert.Equal(RunState.Completed, run.State);
        var all = await sink.MailsAsync(4, Cancellation);
        var end = all.Single(one => one.To[0] == "ada@example.com").Message;
        Assert.Equal(mail.References[0], end.References[0]);
        Assert.Contains("Completed", end.Subject, StringComparison.Ordinal);
        Assert.Equal(2, hook.Cards.Count);
        var details = await world.Migrator.GetAsync(run.Id, Cancellation);
        Assert.All(details.Value.Notices, notice => Assert.Equal(NoticeState.Sent, notice.State));
        Assert.Equal(6, details.Value.Notices.Count);

        Task<Outcome<string>> SecretAsync(string name, CancellationToken cancellation) => Task.FromResult(Outcome.Of(hook.Hook));
    }
}
