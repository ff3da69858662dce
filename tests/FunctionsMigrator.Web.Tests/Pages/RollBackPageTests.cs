using System.Net;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Web.Tests.Pages;

/// <summary>What taking a run back would do is shown before the button that does it, and the button does what was shown.</summary>
public sealed class RollBackPageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_is_taken_back_behind_a_page_that_shows_what_would_be_restored()
    {
        await using var server = await ReviewServer.StartAsync();
        await server.ApproveAsync();
        using var operating = await server.SignedInAsync("opa", AccessRole.Operator);
        var path = $"/runs/{server.Run.Id}";
        Assert.Contains($"href=\"{path}/roll-back\"", await TextAsync(await operating.GetAsync(path)), StringComparison.Ordinal);

        var page = await operating.GetAsync($"{path}/roll-back");
        var html = await TextAsync(page);
        var fields = await ReviewServer.FormToAsync(page, $"{path}/roll-back");
        var silent = await operating.PostAsync($"{path}/roll-back", fields);
        fields["reason"] = "It was <wrong>";
        var runs = await server.World.Migrator.ListAsync(new RunFilter(), Cancellation).CountAsync(Cancellation);
        var taken = await operating.PostAsync($"{path}/roll-back", fields);

        Assert.All(["What would be restored", "V1__colours", "checkout/timeoutSeconds", "every item is as the run left it", "Nothing that was written since"], text => Assert.Contains(text, html, StringComparison.Ordinal));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, 1, HttpStatusCode.SeeOther), (silent.StatusCode, runs, taken.StatusCode));
        var started = await server.World.RecordAsync(taken.Headers.Location!.OriginalString["/runs/".Length..]);
        Assert.Equal((server.Run.Id, "opa", fields["plan"]), (started.Reverts, started.StartedBy, (await server.World.DriveAsync(started.Id)).Plan?.Digest.Hex));
        var received = await server.World.Migrator.ReadAuditAsync(started.Id, Cancellation).FirstAsync(record => record.Event == AuditEvents.Received, Cancellation);
        Assert.Equal("opa", received.Actor);
        Assert.Contains("It was <wrong>", received.Details?.Values ?? []);
    }

    [Fact]
    public async Task What_changed_since_is_named_and_leaves_no_button()
    {
        await using var server = await ReviewServer.StartAsync();
        await server.ApproveAsync();
        using var operating = await server.SignedInAsync("opa", AccessRole.Operator);
        var path = $"/runs/{server.Run.Id}/roll-back";
        var fields = await ReviewServer.FormToAsync(await operating.GetAsync(path), path);
        fields["reason"] = "It was wrong";
        server.World.Write("data/west/config/settings.json", server.World.Read("data/west/config/settings.json").Replace("30", "31", StringComparison.Ordinal));

        var html = await TextAsync(await operating.GetAsync(path));
        var late = await operating.PostAsync(path, fields);

        Assert.Contains("<code>RUN040</code>", html, StringComparison.Ordinal);
        Assert.Contains("somebody changed it past git", html, StringComparison.Ordinal);
        Assert.DoesNotContain($"method=\"post\" action=\"{path}\"", html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Contains("REV007", await TextAsync(late), StringComparison.Ordinal);
        Assert.Equal(1, await server.World.Migrator.ListAsync(new RunFilter(), Cancellation).CountAsync(Cancellation));
    }

    [Fact]
    public async Task A_form_that_names_no_plan_takes_nothing_back()
    {
        await using var server = await ReviewServer.StartAsync();
        await server.ApproveAsync();
        using var operating = await server.SignedInAsync("opa", AccessRole.Operator);
        var path = $"/runs/{server.Run.Id}/roll-back";
        var fields = await ReviewServer.FormToAsync(await operating.GetAsync(path), path);
        (fields["reason"], fields["action"]) = ("It was wrong", "roll-back");
        fields.Remove("plan");

        var blind = await operating.PostAsync(path, fields);
        var past = await operating.PostAsync($"/runs/{server.Run.Id}/actions", fields);

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.BadRequest), (blind.StatusCode, past.StatusCode));
        Assert.Equal(1, await server.World.Migrator.ListAsync(new RunFilter(), Cancellation).CountAsync(Cancellation));
    }

    [Fact]
    public async Task What_would_be_lost_is_counted_and_given_up_only_by_who_may()
    {
        await using var server = await ReviewServer.StartAsync();
        await server.ApproveAsync();
        ScenarioDatabase.Execute(server.World, "west", "INSERT INTO colours (code, name) VALUES ('g', 'green'), ('p', 'pink')");
        using var operating = await server.SignedInAsync("opa", AccessRole.Operator);
        using var dba = await server.SignedInAsync("bo", AccessRole.Operator);
        var path = $"/runs/{server.Run.Id}/roll-back";
        const string Accepting = "?accept=production%2Fwest%2Fdb";

        var html = await TextAsync(await dba.GetAsync(path));
        var others = await TextAsync(await operating.GetAsync(path + Accepting));
        var page = await dba.GetAsync(path + Accepting);
        var accepted = await TextAsync(page);
        var fields = await ReviewServer.FormToAsync(page, path);
        fields["reason"] = "Nobody needs them";
        var taken = await dba.PostAsync(path, fields);

        Assert.Contains("drops table colours with 2 rows that this run did not write", html, StringComparison.Ordinal);
        Assert.Contains("name=\"accept\" value=\"production/west/db\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"plan\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"plan\"", others, StringComparison.Ordinal);
        Assert.Contains("You accept that data written since is lost", accepted, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, taken.StatusCode);
        Assert.Equal(["production/west/db"], (await server.World.RecordAsync(taken.Headers.Location!.OriginalString["/runs/".Length..])).AcceptDataLoss);
    }

    [Fact]
    public async Task Only_some_targets_are_taken_back_where_they_are_named()
    {
        await using var server = await ReviewServer.StartAsync();
        await server.ApproveAsync();
        using var operating = await server.SignedInAsync("opa", AccessRole.Operator);
        var path = $"/runs/{server.Run.Id}/roll-back";

        var page = await operating.GetAsync($"{path}?targets=production%2Fwest%2Fconfig,%20production%2Fnorth");
        var html = await TextAsync(page);
        var fields = await ReviewServer.FormToAsync(page, path);
        fields["reason"] = "Only there";
        var taken = await operating.PostAsync(path, fields);
        var unknown = await operating.GetAsync($"{path}?targets=%3Cb%3E");

        Assert.Contains("on 3 of 6 targets", html, StringComparison.Ordinal);
        Assert.Equal(["production/north/config", "production/north/db", "production/west/config"], (await server.World.RecordAsync(taken.Headers.Location!.OriginalString["/runs/".Length..])).RevertTargets);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.StatusCode);
        Assert.Contains("&lt;b&gt;", await TextAsync(unknown), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_changed_nothing_yet_says_why_it_is_not_taken_back()
    {
        await using var server = await ReviewServer.StartAsync();
        using var operating = await server.SignedInAsync("opa", AccessRole.Operator);

        var refused = await operating.GetAsync($"/runs/{server.Run.Id}/roll-back");

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("RUN007", await TextAsync(refused), StringComparison.Ordinal);
        Assert.DoesNotContain("/roll-back\"", await TextAsync(await operating.GetAsync($"/runs/{server.Run.Id}")), StringComparison.Ordinal);
    }

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(Cancellation);
}
