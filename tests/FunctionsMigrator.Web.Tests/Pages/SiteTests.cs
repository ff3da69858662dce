using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using FunctionsMigrator.Adapters.Stores.Export;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Web.Pages;

namespace FunctionsMigrator.Web.Tests.Pages;

/// <summary>All pages beside reviews, over a real run that waits for people.</summary>
public sealed partial class SiteTests
{
    private const int LargestPage = 200 * 1024;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_page_is_reached_by_links_from_the_start_and_none_of_them_fails()
    {
        await using var server = await ReviewServer.StartAsync();
        await server.ApproveAsync();
        using var bo = await server.SignedInAsync("bo", AccessRole.Approver, AccessRole.Operator);
        var (seen, open) = (new HashSet<string>(StringComparer.Ordinal), new Queue<string>(["/"]));
        while (open.TryDequeue(out var next))
        {
            if (!seen.Add(next))
            {
                continue;
            }

            var page = await bo.GetAsync(next);
            Assert.True(page.StatusCode is HttpStatusCode.OK, $"{next}: {page.StatusCode}");
            if (page.Content.Headers.ContentType?.MediaType != "text/html")
            {
                continue;
            }

            var html = await TextAsync(page);
            Assert.True(page.Content.Headers.ContentLength < LargestPage, $"{next} has {page.Content.Headers.ContentLength} bytes.");
            Assert.DoesNotMatch("<script(?! src=\"/pages-)", html);
            Assert.DoesNotMatch("\\son[a-z]+=|\\sstyle=", html);
            foreach (Match link in Links().Matches(html))
            {
                open.Enqueue(WebUtility.HtmlDecode(link.Groups[1].Value).Split('#')[0]);
            }
        }

        Assert.Superset(
            new HashSet<string>([
                "/", "/runs", "/environments", "/environments/production", "/policy", "/policy?environment=production", "/audit", "/audit?environment=production", $"/runs/{server.Run.Id}", $"/runs/{server.Run.Id}/review",
                $"/audit?run={server.Run.Id}", "/audit/verify?environment=production", "/audit/export?environment=production", $"/runs/{server.Run.Id}/target?address=production%2Fwest%2Fdb",
            ]),
            seen);
    }

    [Fact]
    public async Task The_overview_says_where_an_environment_stands_and_whom_it_waits_for()
    {
        await using var server = await ReviewServer.StartAsync();
        using var bo = await server.SignedInAsync("bo");

        var waiting = await TextAsync(await bo.GetAsync("/"));
        await server.ApproveAsync();
        var done = await TextAsync(await bo.GetAsync("/"));

        Assert.Contains("Waits for people", waiting, StringComparison.Ordinal);
        Assert.Contains("Waits for approval: needs release-manager (bo or kim), dba (bo or kim)", waiting, StringComparison.Ordinal);
        Assert.Contains("A run may begin to write now.", waiting, StringComparison.Ordinal);
        Assert.Contains("Not compared yet", done, StringComparison.Ordinal);
        Assert.Contains("One-page checkout", done, StringComparison.Ordinal);
        await new DriftCheck(server.World.Services).LookAsync(Cancellation);
        Assert.Contains("In sync", await TextAsync(await bo.GetAsync("/")), StringComparison.Ordinal);
        server.World.Write("data/west/config/settings.json", server.World.Read("data/west/config/settings.json").Replace("30", "31", StringComparison.Ordinal));
        await new DriftCheck(server.World.Services).LookAsync(Cancellation);
        Assert.Contains(">Drifted<", await TextAsync(await bo.GetAsync("/")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_are_filtered_searched_and_turned_over_by_places_that_new_runs_do_not_move()
    {
        await using var server = await ReviewServer.StartAsync();
        using var bo = await server.SignedInAsync("bo");
        var ids = new List<string>();
        for (var i = 0; i < 60; i++)
        {
            ids.Add(await server.AddRunAsync($"staging-{i:D3}", run => run with { Environment = "staging", State = i % 2 == 0 ? RunState.Failed : RunState.Completed, Title = $"Change {i:D3}", StartedAt = run.StartedAt.AddMinutes(-i) }));
        }

        var first = await TextAsync(await bo.GetAsync("/runs?environment=staging"));
        var next = WebUtility.HtmlDecode(Regex.Match(first, "rel=\"next\" href=\"([^\"]+)\"").Groups[1].Value);
        await server.AddRunAsync("staging-new", run => run with { Environment = "staging", StartedAt = run.StartedAt.AddHours(1) });
        var second = await TextAsync(await bo.GetAsync(next));
        var failed = await TextAsync(await bo.GetAsync("/runs?state=Failed&q=change+01"));
        var open = await TextAsync(await bo.GetAsync("/runs?state=open&environment=production"));

        Assert.Equal(ids[..50], Rows(first));
        Assert.Equal(ids[50..], Rows(second));
        Assert.Equal(["staging-010", "staging-012", "staging-014", "staging-016", "staging-018"], Rows(failed));
        Assert.Equal([server.Run.Id], Rows(open));
        Assert.Contains("No run is like that", await TextAsync(await bo.GetAsync("/runs?q=%3Cnothing%3E")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_shows_its_waves_its_targets_and_its_moments_with_their_durations()
    {
        await using var server = await ReviewServer.StartAsync();
        await server.ApproveAsync();
        using var bo = await server.SignedInAsync("bo");

        var html = await TextAsync(await bo.GetAsync($"/runs/{server.Run.Id}"));

        string[] shown = ["Wave 1 (canary)", "Wave 2", "west/db", "north/config", "People were asked", "Approved by bo", "Approved by kim", "Wave 1 begins to be written", "Wave 1 is watched", "Wave 1 is well", "Wave 2 written and read back", "6 of 6 targets done", "as planned"];
        Assert.All(shown, text => Assert.Contains(text, html, StringComparison.Ordinal));
        Assert.Matches("Wave 1 is watched</bdi>.*?<span class=\"took\">1 s</span>", html.ReplaceLineEndings(" "));
        Assert.DoesNotContain("data-live=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_shows_its_changes_and_what_the_audit_has_of_it()
    {
        await using var server = await ReviewServer.StartAsync();
        await server.ApproveAsync();
        using var bo = await server.SignedInAsync("bo");

        var html = await TextAsync(await bo.GetAsync($"/runs/{server.Run.Id}/target?address=production/west/db"));
        var none = await bo.GetAsync($"/runs/{server.Run.Id}/target?address=%3Cscript%3E");

        Assert.All(["CREATE TABLE colours", "target-intent", "target-applied", "written", "wave 1"], text => Assert.Contains(text, html, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, none.StatusCode);
        Assert.DoesNotContain("<script", await TextAsync(none), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_targets_fit_a_page_and_what_failed_comes_first()
    {
        await using var server = await ReviewServer.StartAsync();
        using var bo = await server.SignedInAsync("bo", AccessRole.Operator);
        var id = await server.AddRunAsync("production-20261123-120000-0000000", run => run with { State = RunState.Paused, Wave = 3, Waves = 3, Reason = "10 targets failed" });
        await server.AddTargetsAsync(id, 1000, place => (place < 10 ? 1 : place < 510 ? 2 : 3, place % 100 == 77 ? TargetProgress.Failed : place < 510 ? TargetProgress.Applied : TargetProgress.Applying));

        var page = await bo.GetAsync($"/runs/{id}");
        var html = await TextAsync(page);
        var turned = await TextAsync(await bo.GetAsync($"/runs/{id}?wave=3&page=2"));
        var failed = await TextAsync(await bo.GetAsync($"/runs/{id}?stands=Failed"));

        Assert.InRange(page.Content.Headers.ContentLength!.Value, 1, LargestPage);
        Assert.Equal(2, Regex.Count(Regex.Replace(html, "<[^>]+>", ""), "5 failed"));
        Assert.Equal(3, Regex.Count(html, "<svg class=\"marks\""));
        Assert.True(html.IndexOf("r0077/db", StringComparison.Ordinal) < html.IndexOf("r0011/db", StringComparison.Ordinal));
        Assert.Contains("page 2 of 20", turned, StringComparison.Ordinal);
        Assert.Equal(10, Regex.Count(failed, "<th scope=\"row\"><a href=\"/runs/[^\"]+/target"));
    }

    [Fact]
    public async Task Who_may_operate_pauses_and_stops_and_a_reader_finds_no_button()
    {
        await using var server = await ReviewServer.StartAsync();
        using var reader = await server.SignedInAsync("rea", AccessRole.Reader);
        using var operating = await server.SignedInAsync("opa", AccessRole.Operator);
        var path = $"/runs/{server.Run.Id}";
        var read = await TextAsync(await reader.GetAsync(path));
        var fields = await ReviewServer.ActionAsync(await operating.GetAsync(path), "cancel");

        var without = await operating.PostAsync($"{path}/actions", fields);
        var refused = await reader.PostAsync($"{path}/actions", fields);
        fields["reason"] = "Not <today>";
        var other = await operating.PostAsync($"{path[..^2]}/actions", fields);
        Assert.Empty(await server.CommandsAsync());
        var taken = await operating.PostAsync($"{path}/actions", fields);
        await server.World.DriveAsync(server.Run.Id);
        var late = await operating.PostAsync($"{path}/actions", fields);
        var lateText = await TextAsync(late);

        Assert.DoesNotContain("/actions\"", read, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.Forbidden, HttpStatusCode.BadRequest), (without.StatusCode, refused.StatusCode, other.StatusCode));
        Assert.Equal((HttpStatusCode.SeeOther, $"{path}?asked=cancel"), (taken.StatusCode, taken.Headers.Location!.OriginalString));
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Contains("is Cancelled", lateText, StringComparison.Ordinal);
        Assert.Contains($"href=\"{path}\"", lateText, StringComparison.Ordinal);
        var command = Assert.Single(await server.CommandsAsync());
        Assert.Equal((CommandKind.Abort, "opa", "Not <today>"), (command.Kind, command.By, command.Reason));
        Assert.Contains("Not &lt;today&gt;", await TextAsync(await operating.GetAsync(path)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_policy_says_who_may_approve_and_shows_its_calendar_in_any_zone()
    {
        await using var server = await ReviewServer.StartAsync(files: new Dictionary<string, string>
        {
            ["policies/production.yaml"] = "kind: Policy\nname: production\napprovals: { low: [ { role: dba } ], medium: [ { role: dba } ], high: [ { role: dba, count: 2 } ] }\n"
                + "windows: [ { allow: \"Mon-Fri 09:00-16:00\", zone: Europe/Berlin } ]\nfreezes: [ { name: stocktaking, from: 2026-11-25T12:00, to: 2026-11-26T00:00, zone: Europe/Berlin } ]\n",
        });
        using var bo = await server.SignedInAsync("bo");

        var own = await TextAsync(await bo.GetAsync("/policy?environment=production"));
        var tokyo = await TextAsync(await bo.GetAsync("/policy?environment=production&zone=Asia/Tokyo"));
        var frozen = await TextAsync(await bo.GetAsync("/policy?environment=production&at=2026-11-25T12:00"));
        var nowhere = await bo.GetAsync("/policy?environment=%3Cb%3E");

        Assert.All(["2 x dba", "dba: bo, kim", "Mon 2026-11-23", "09:00-16:00", "freeze stocktaking 12:00-24:00", "Europe/Berlin"], text => Assert.Contains(text, own, StringComparison.Ordinal));
        Assert.Contains("17:00-24:00", tokyo, StringComparison.Ordinal);
        Assert.Contains("POL202", frozen, StringComparison.Ordinal);
        Assert.Contains("Thu 2026-11-26 09:00", frozen, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, nowhere.StatusCode);
        Assert.Contains("There is no zone", await TextAsync(await bo.GetAsync("/policy?zone=%3Cb%3EMars")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approver_delegates_on_the_page_of_the_policy_and_takes_it_back()
    {
        await using var server = await ReviewServer.StartAsync();
        await server.ApproveAsync();
        using var bo = await server.SignedInAsync("bo");
        using var reader = await server.SignedInAsync("rea", AccessRole.Reader);
        var form = await ReviewServer.FormToAsync(await bo.GetAsync("/policy"), "/policy/delegations");
        (form["to"], form["from"], form["until"], form["reason"]) = ("kim", "2026-11-23T10:00", "2026-11-30T10:00", "Holidays");

        var refused = await reader.PostAsync("/policy/delegations", form);
        var nobody = await bo.PostAsync("/policy/delegations", [.. form.Where(field => field.Key != "to"), KeyValuePair.Create("to", "<b>")]);
        var timeless = await bo.PostAsync("/policy/delegations", [.. form.Where(field => field.Key != "until")]);
        var taken = await bo.PostAsync("/policy/delegations", form);
        var shown = await TextAsync(await bo.GetAsync("/policy"));
        form["revokes"] = "1";
        var back = await bo.PostAsync("/policy/delegations", form);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.BadRequest, HttpStatusCode.SeeOther, HttpStatusCode.SeeOther), (refused.StatusCode, timeless.StatusCode, taken.StatusCode, back.StatusCode));
        Assert.InRange((int)nobody.StatusCode, 400, 499);
        Assert.Contains("bo to kim from 2026-11-23 10:00:00Z", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("action=\"/policy/delegations\"", await TextAsync(await reader.GetAsync("/policy")), StringComparison.Ordinal);
        Assert.Equal([null, 1], await server.World.Migrator.ListDelegationsAsync(Cancellation).Select(delegation => delegation.Revokes).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task The_audit_is_searched_verified_and_taken_away()
    {
        await using var server = await ReviewServer.StartAsync();
        await server.ApproveAsync();
        using var bo = await server.SignedInAsync("bo");

        var found = await TextAsync(await bo.GetAsync("/audit?environment=production&event=approved&q=kim"));
        var whole = await TextAsync(await bo.GetAsync("/audit/verify?environment=production"));
        await using var zip = new ZipArchive(await (await bo.GetAsync("/audit/export?environment=production")).Content.ReadAsStreamAsync(Cancellation));

        Assert.Single(Regex.Matches(found, "<th scope=\"row\"><a href=\"/runs/"));
        Assert.Contains("none is missing", whole, StringComparison.Ordinal);
        Assert.Contains(zip.Entries, entry => entry.FullName == "audit/export.json");
        Assert.Contains(zip.Entries, entry => entry.FullName == "audit/production+/000001.json");
        Assert.Equal(HttpStatusCode.NotFound, (await bo.GetAsync("/audit/export?run=nothing")).StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_audit_that_was_downloaded_is_verified_by_the_code_of_the_command_line_and_a_changed_byte_is_named(bool ofOneRun)
    {
        await using var server = await ReviewServer.StartAsync();
        await server.ApproveAsync();
        using var bo = await server.SignedInAsync("bo");
        using var folder = new TestFolder();
        var page = await TextAsync(await bo.GetAsync(ofOneRun ? $"/audit?run={server.Run.Id}" : "/audit?environment=production"));
        var link = WebUtility.HtmlDecode(Regex.Match(page, "href=\"(/audit/export[^\"]+)\"").Groups[1].Value);
        folder.Write("audit.zip", await (await bo.GetAsync(link)).Content.ReadAsByteArrayAsync(Cancellation));
        var unpacked = Directory.CreateDirectory(folder["unpacked"]).FullName;
        Assert.True((await EvidenceFolder.UnzipAsync(folder["audit.zip"], unpacked, Cancellation)).Succeeded);

        var whole = (await new OfflineVerifier(ExportFolder.Open(unpacked).Value).VerifyAsync(null, Cancellation)).Value;
        var record = Directory.EnumerateFiles(Path.Combine(unpacked, "audit", $"{server.Run.Id}+")).Order(StringComparer.Ordinal).ElementAt(4);
        var bytes = await File.ReadAllBytesAsync(record, Cancellation);
        bytes[Array.LastIndexOf(bytes, (byte)'"') - 1] ^= 1;
        await File.WriteAllBytesAsync(record, bytes, Cancellation);
        var broken = (await new OfflineVerifier(ExportFolder.Open(unpacked).Value).VerifyAsync(null, Cancellation)).Value;

        Assert.True(whole.Intact);
        Assert.Equal([server.Run.Id], whole.Runs.Select(run => run.Chain));
        Assert.False(broken.Intact);
        Assert.Equal($"{server.Run.Id}/{Path.GetFileName(record)}", broken.Runs.Single(run => run.State is AuditState.Broken).BadRecord);
    }

    [Fact]
    public async Task The_page_of_a_policy_lets_our_script_offer_the_zone_of_the_browser_and_needs_it_not()
    {
        await using var server = await ReviewServer.StartAsync();
        using var bo = await server.SignedInAsync("bo");

        var page = await bo.GetAsync("/policy?environment=production");
        var html = await TextAsync(page);

        Assert.Contains("script-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains($"<script src=\"{PageScript.Path}\"", html, StringComparison.Ordinal);
        Assert.Contains("id=\"own-zone\" data-for=\"zone\"", html, StringComparison.Ordinal);
        Assert.Contains("<input id=\"zone\" name=\"zone\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_follows_a_run_lets_our_script_run_and_no_other()
    {
        await using var server = await ReviewServer.StartAsync();
        using var bo = await server.SignedInAsync("bo");
        using var stranger = new Browser(server.Address);

        var page = await bo.GetAsync($"/runs/{server.Run.Id}");
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        var script = await stranger.GetAsync(PageScript.Path);

        Assert.Contains("script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains($"<script src=\"{PageScript.Path}\" integrity=\"{PageScript.Integrity}\" defer></script>", await TextAsync(page), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, "text/javascript", "public, max-age=31536000, immutable"), (script.StatusCode, script.Content.Headers.ContentType!.MediaType, script.Headers.CacheControl!.ToString().Replace("public, ", "public, ", StringComparison.Ordinal)));
        Assert.Equal("nosniff", script.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync("/pages-0000000000000000.js")).StatusCode);
        Assert.DoesNotContain("script-src", (await bo.GetAsync("/")).Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Markup_and_other_directions_in_every_name_are_text_that_stays_in_its_place()
    {
        const string Hostile = "</bdi><script>alert(1)</script>\u05d0\u05d1\u202e\"'";
        await using var server = await ReviewServer.StartAsync();
        using var bo = await server.SignedInAsync("bo", AccessRole.Operator, AccessRole.Approver);
        var id = await server.AddRunAsync("production-20261123-120000-0000001", run => run with
        {
            State = RunState.Paused,
            Title = Hostile,
            Reason = Hostile,
            StartedBy = Hostile,
            StillNeeded = [Hostile],
            Wave = 1,
            Waves = 1,
            ApprovedBy = [Hostile],
            Excluded = [Hostile],
        });
        await server.AddTargetsAsync(id, 3, place => (1, place == 1 ? TargetProgress.Failed : TargetProgress.Applied), Hostile);
        foreach (var path in new[] { "/", "/runs", $"/runs?q={Uri.EscapeDataString(Hostile)}", $"/runs/{id}", $"/runs/{id}/target?address=production/r0001/db", "/environments/production", $"/audit?q={Uri.EscapeDataString(Hostile)}", $"/policy?zone={Uri.EscapeDataString(Hostile)}" })
        {
            var html = await TextAsync(await bo.GetAsync(path));

            Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
            Assert.DoesNotContain('\u202e', Regex.Replace(html, "value=\"[^\"]*\"|href=\"[^\"]*\"", ""));
            Assert.Contains("&lt;/bdi&gt;&lt;script&gt;alert(1)", html, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Rows(string html) => Regex.Matches(html, "<th scope=\"row\"><a href=\"/runs/([^\"]+)\"").Select(match => match.Groups[1].Value);

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(Cancellation);

    [GeneratedRegex("<a [^>]*href=\"(/[^\"]*)\"")]
    private static partial Regex Links();
}
