using System.Net;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Web.Tests.Pages;

/// <summary>Approvals are set aside on the page of a run, by whom the policy names.</summary>
public sealed class BreakGlassPageTests
{
    private static readonly Dictionary<string, string> WithGlass = new(StringComparer.Ordinal)
    {
        ["policies/production.yaml"] = SmallRepository.Policy(
            "approvals: { low: [ { role: release-manager, count: 2 } ], medium: [ { role: release-manager, count: 2 } ], high: [ { role: release-manager, count: 2 } ], excludeAuthors: plan }\nbreakGlass: { role: dba }"),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whom_the_policy_names_lets_a_run_go_without_approvals_with_a_reason_for_the_plan_that_was_shown()
    {
        await using var server = await ReviewServer.StartAsync(files: WithGlass);
        using var dba = await server.SignedInAsync("bo", AccessRole.Approver);
        var path = $"/runs/{server.Run.Id}";
        var form = await ReviewServer.ActionAsync(await dba.GetAsync(path), "break-glass");

        var silent = await dba.PostAsync($"{path}/actions", form);
        form["reason"] = "INC0042: nobody <can> be reached";
        var other = await dba.PostAsync($"{path}/actions", [.. form.Where(field => field.Key != "plan"), KeyValuePair.Create("plan", new string('0', 64))]);
        var blind = await dba.PostAsync($"{path}/actions", form.Where(field => field.Key != "plan"));
        Assert.Empty(await server.CommandsAsync());
        var taken = await dba.PostAsync($"{path}/actions", form);
        var run = await server.World.DriveAsync(server.Run.Id);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.Conflict, HttpStatusCode.BadRequest, HttpStatusCode.SeeOther), (silent.StatusCode, other.StatusCode, blind.StatusCode, taken.StatusCode));
        Assert.Equal((CommandKind.BreakGlass, "bo", server.Run.Plan!.Digest.Hex), (await server.CommandsAsync()).Select(command => (command.Kind, command.By, command.Plan)).Single());
        Assert.Equal(RunState.Completed, run.State);
        var audit = await server.World.Migrator.ReadAuditAsync(run.Id, Cancellation).FirstAsync(record => record.Event == AuditEvents.BreakGlass, Cancellation);
        Assert.Equal(("bo", "INC0042: nobody <can> be reached"), (audit.Actor, audit.Details![AuditDetails.Reason]));
        Assert.Contains("INC0042: nobody &lt;can&gt; be reached", await (await dba.GetAsync(path)).Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_sees_the_button_and_whoever_posts_it_anyway_is_refused()
    {
        await using var server = await ReviewServer.StartAsync(files: WithGlass);
        using var dba = await server.SignedInAsync("bo", AccessRole.Approver);
        var path = $"/runs/{server.Run.Id}";
        var form = await ReviewServer.ActionAsync(await dba.GetAsync(path), "break-glass");
        foreach (var (name, role) in new[] { ("ada", AccessRole.Approver), ("opa", AccessRole.Operator), ("rea", AccessRole.Reader), ("root", AccessRole.Admin) })
        {
            using var other = await server.SignedInAsync(name, role);
            var page = await other.GetAsync(path);
            var html = await page.Content.ReadAsStringAsync(Cancellation);
            var own = await Browser.FieldsAsync(await other.GetAsync("/audit"));

            var answer = await other.PostAsync($"{path}/actions", [.. form.Where(field => !own.ContainsKey(field.Key)), .. own, KeyValuePair.Create("reason", "please")]);

            Assert.DoesNotContain("break-glass", html, StringComparison.Ordinal);
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{name}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancellation)}");
        }

        Assert.Empty(await server.CommandsAsync());
    }

    [Fact]
    public async Task Where_the_policy_has_no_glass_there_is_no_button()
    {
        await using var server = await ReviewServer.StartAsync();
        using var dba = await server.SignedInAsync("bo", AccessRole.Approver);

        Assert.DoesNotContain("break-glass", await (await dba.GetAsync($"/runs/{server.Run.Id}")).Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }
}
