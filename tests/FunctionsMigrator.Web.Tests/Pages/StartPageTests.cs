using System.Net;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Web.Tests.Pages;

/// <summary>Runs are started and promoted on the pages of environments, which say what waits behind what.</summary>
public sealed class StartPageTests
{
    private const string Runs = "/environments/runs";

    private static readonly Dictionary<string, string> Staged = new(StringComparer.Ordinal)
    {
        ["migrator.yaml"] = "kind: Repository\nname: small\nformat: 1\nbranches: { main: [staging, production] }\nstore: local\n",
        ["environments/staging.yaml"] = """
            kind: Environment
            name: staging
            regions: [ { name: west } ]
            targets:
              db: { type: sqlite, path: "data/staging/db.sqlite" }
              config: { type: files, path: "data/staging/config" }
            rollout: { waves: [ { percent: 100 } ] }
            """,
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_is_started_on_the_page_of_its_environment_and_promoted_to_the_next()
    {
        await using var server = await ReviewServer.StartAsync(files: Staged);
        await server.ApproveAsync();
        using var operating = await server.SignedInAsync("opa", AccessRole.Operator);
        using var reader = await server.SignedInAsync("rea", AccessRole.Reader);
        var commit = server.World.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");

        var form = await FormAsync(operating, "/environments/staging", "start");
        var started = await operating.PostAsync(Runs, form);
        var run = await server.World.DriveAsync(RunOf(started));
        var next = await FormAsync(operating, "/environments/staging", "promote");
        var promoted = await operating.PostAsync(Runs, next);
        var refused = new[] { await reader.PostAsync(Runs, form), await reader.PostAsync(Runs, next) };

        Assert.Equal(("staging", commit, "opa", RunState.Completed), (run.Environment, run.Commit, run.StartedBy, run.State));
        Assert.Equal("production", next["environment"]);
        var after = await server.World.RecordAsync(RunOf(promoted));
        Assert.Equal(("production", commit, "opa", run.Id), (after.Environment, after.Commit, after.StartedBy, after.PromotedFrom));
        Assert.Equal("opa", (await server.World.Migrator.ReadAuditAsync(run.Id, Cancellation).FirstAsync(record => record.Event == AuditEvents.Received, Cancellation)).Actor);
        Assert.All(refused, answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
        Assert.DoesNotContain($"action=\"{Runs}\"", await TextAsync(await reader.GetAsync("/environments/staging")), StringComparison.Ordinal);
        Assert.DoesNotContain("Promote to", await TextAsync(await operating.GetAsync("/environments/production")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_named_commit_is_started_and_one_that_is_none_is_refused_with_its_code()
    {
        await using var server = await ReviewServer.StartAsync(files: Staged);
        using var operating = await server.SignedInAsync("opa", AccessRole.Operator);
        var former = server.Run.Commit;
        server.World.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45")).Commit("Longer");
        var form = await FormAsync(operating, "/environments/staging", "start");

        form["revision"] = former;
        var named = await operating.PostAsync(Runs, form);
        form["revision"] = "<b>";
        var none = await operating.PostAsync(Runs, form);
        form["action"] = "else";
        var other = await operating.PostAsync(Runs, form);
        (form["action"], form["environment"]) = ("start", "<i>");
        form.Remove("revision");
        var nowhere = await operating.PostAsync(Runs, form);
        form.Remove("environment");
        var nameless = await operating.PostAsync(Runs, form);

        Assert.Equal(former, (await server.World.RecordAsync(RunOf(named))).Commit);
        Assert.InRange((int)none.StatusCode, 400, 499);
        Assert.Contains("&lt;b&gt;", await TextAsync(none), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.NotFound), (other.StatusCode, nowhere.StatusCode, nameless.StatusCode));
        Assert.Contains("&lt;i&gt;", await TextAsync(nowhere), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_environment_says_which_commit_waits_behind_which_run_and_which_was_replaced()
    {
        await using var server = await ReviewServer.StartAsync();
        using var reader = await server.SignedInAsync("rea", AccessRole.Reader);
        var id = server.Run.Id;
        await server.AddRunAsync("production-20261123-235900-0000001", run => run with { Title = "<Later>", Reason = "waits its turn", StartedAt = run.StartedAt.AddMinutes(5) });
        await server.AddRunAsync("production-20261123-235901-0000002", run => run with { State = RunState.Superseded, SupersededBy = id, Title = "Replaced <one>", StartedAt = run.StartedAt.AddMinutes(-5) });

        var html = await TextAsync(await reader.GetAsync("/environments/production"));

        var queue = html[html.IndexOf("id=\"queue\"", StringComparison.Ordinal)..html.IndexOf("id=\"drift\"", StringComparison.Ordinal)];
        Assert.Contains("&lt;Later&gt;", queue, StringComparison.Ordinal);
        Assert.Contains($"<td><a href=\"/runs/{id}\">{id}</a>", queue, StringComparison.Ordinal);
        Assert.Contains("waits its turn", queue, StringComparison.Ordinal);
        Assert.Contains("1 replaced commit", queue, StringComparison.Ordinal);
        Assert.Contains("Replaced &lt;one&gt;", queue, StringComparison.Ordinal);
        Assert.True(queue.IndexOf(id, StringComparison.Ordinal) < queue.IndexOf("&lt;Later&gt;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_admin_breaks_the_lock_that_the_page_shows_and_no_other()
    {
        await using var server = await ReviewServer.StartAsync();
        using var operating = await server.SignedInAsync("opa", AccessRole.Operator);
        using var admin = await server.SignedInAsync("root", AccessRole.Admin);
        await server.World.ApproveAsync(server.Run.Id, "bo");
        var locks = new EnvironmentLock(server.World.Store.Records, server.World.Time);
        var held = await server.World.Migrator.ListLocksAsync(Cancellation).FirstOrDefaultAsync(Cancellation);
        if (held is null)
        {
            Assert.True((await locks.TakeAsync("production", server.Run.Id, Cancellation)).Succeeded);
        }

        const string Path = "/environments/production/lock";
        var form = await ReviewServer.FormToAsync(await admin.GetAsync("/environments/production"), Path);
        var silent = await admin.PostAsync(Path, form);
        form["reason"] = "Its host burned";
        var refused = await operating.PostAsync(Path, form);
        var other = await admin.PostAsync(Path, [.. form.Where(field => field.Key != "run"), KeyValuePair.Create("run", "another")]);
        var broken = await admin.PostAsync(Path, form);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.Forbidden, HttpStatusCode.Conflict, HttpStatusCode.SeeOther), (silent.StatusCode, refused.StatusCode, other.StatusCode, broken.StatusCode));
        Assert.DoesNotContain($"action=\"{Path}\"", await TextAsync(await operating.GetAsync("/environments/production")), StringComparison.Ordinal);
        Assert.Empty(await server.World.Migrator.ListLocksAsync(Cancellation).ToListAsync(Cancellation));
    }

    private static string RunOf(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return answer.Headers.Location!.OriginalString["/runs/".Length..];
    }

    private static async Task<Dictionary<string, string>> FormAsync(Browser browser, string page, string action) => await ReviewServer.ActionAsync(await browser.GetAsync(page), action);

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(Cancellation);
}
