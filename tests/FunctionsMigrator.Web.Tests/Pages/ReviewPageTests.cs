using System.Net;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Reviews;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Web.Tests.Pages;

/// <summary>Reviews as they are shown and decided over HTTP.</summary>
public sealed class ReviewPageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_review_shows_what_is_decided_about_and_who_is_needed()
    {
        await using var server = await ReviewServer.StartAsync();
        using var bo = await server.SignedInAsync("bo");

        var html = await TextAsync(await bo.GetAsync($"/runs/{server.Run.Id}/review"));

        string[] shown =
        [
            "One-page checkout", "production", server.Run.Commit[..12], server.Run.Plan!.Digest.Hex[..12], "CHG0012345", "Fewer lost baskets", "Risk: ", "still needed: release-manager (bo or kim), dba (bo or kim).", "blocked because <bdi>it is not approved",
            "Ada", "production/west/config", "production/east/db", "checkout/timeoutSeconds", "CREATE TABLE colours", "(canary)", "Europe/Berlin", "You decide as <strong>bo</strong>", "then the run expires",
        ];
        Assert.All(shown, text => Assert.Contains(text, html, StringComparison.Ordinal));
        Assert.Contains("<html lang=\"en\">", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("://", System.Text.RegularExpressions.Regex.Match(html, "(?:href|src|action)=\"[^\"]*://[^\"]*\"").Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_are_not_stored_framed_referred_to_or_indexed_and_load_nothing()
    {
        await using var server = await ReviewServer.StartAsync();
        using var bo = await server.SignedInAsync("bo");
        foreach (var path in new[] { "/", $"/runs/{server.Run.Id}", $"/runs/{server.Run.Id}/review", $"/review/{await server.LinkAsync("bo")}", "/review/nothing" })
        {
            var page = await bo.GetAsync(path);
            var policy = page.Headers.GetValues("Content-Security-Policy").Single();

            Assert.Equal("no-store", page.Headers.GetValues("Cache-Control").Single());
            Assert.Equal("no-referrer", page.Headers.GetValues("Referrer-Policy").Single());
            Assert.StartsWith("noindex", page.Headers.GetValues("X-Robots-Tag").Single(), StringComparison.Ordinal);
            Assert.StartsWith("default-src 'none'; style-src 'sha256-", policy, StringComparison.Ordinal);
            Assert.Contains("form-action 'self'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        }
    }

    [Fact]
    public async Task Looking_decides_nothing_whatever_the_address_says()
    {
        await using var server = await ReviewServer.StartAsync();
        using var bo = await server.SignedInAsync("bo");
        var token = await server.LinkAsync("bo");
        var plan = server.Run.Plan!.Digest.Hex;
        string[] paths = [$"/review/{token}", $"/review/{token}?kind=approve&plan={plan}", $"/runs/{server.Run.Id}/review?kind=approve&plan={plan}", $"/runs/{server.Run.Id}/decisions?kind=approve&plan={plan}&link={token}"];
        foreach (var path in paths)
        {
            await bo.GetAsync(path);
            await bo.GetAsync(path, request => request.Method = HttpMethod.Head);
        }

        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await bo.GetAsync(paths[^1])).StatusCode);
        Assert.Empty(await server.CommandsAsync());
        Assert.Null((await server.Links.FindAsync(token, Cancellation))!.UsedAt);
        Assert.Equal(RunState.AwaitingApproval, (await server.World.DriveAsync(server.Run.Id)).State);
    }

    [Fact]
    public async Task A_stranger_is_sent_to_sign_in_and_learns_nothing_of_links_or_runs()
    {
        await using var server = await ReviewServer.StartAsync();
        using var stranger = new Browser(server.Address);
        foreach (var path in new[] { "/", $"/runs/{server.Run.Id}/review", "/runs/none", $"/review/{await server.LinkAsync("bo")}", $"/review/{new string('A', 43)}" })
        {
            var answer = await stranger.GetAsync(path);

            Assert.Equal((HttpStatusCode.SeeOther, $"/sign-in?return={Uri.EscapeDataString(path)}"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        }
    }

    [Fact]
    public async Task An_approval_by_a_link_counts_and_the_next_page_says_what_follows()
    {
        await using var server = await ReviewServer.StartAsync();
        using var bo = await server.SignedInAsync("bo");
        var token = await server.LinkAsync("bo");

        var answer = await server.DecideAsync(bo, await ReviewServer.FormAsync(await bo.GetAsync($"/review/{token}"), "approve"));
        var before = await TextAsync(await bo.GetAsync(answer.Headers.Location!.OriginalString));
        await server.World.DriveAsync(server.Run.Id);
        var after = await TextAsync(await bo.GetAsync(answer.Headers.Location!.OriginalString));

        Assert.Equal((HttpStatusCode.SeeOther, $"/runs/{server.Run.Id}"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        Assert.Contains("You approved plan", before, StringComparison.Ordinal);
        Assert.Contains("Approved by bo", after, StringComparison.Ordinal);
        Assert.Contains("(kim)", after, StringComparison.Ordinal);
        var used = await bo.GetAsync($"/review/{token}");
        Assert.Equal(HttpStatusCode.Gone, used.StatusCode);
        var way = await TextAsync(used);
        Assert.Contains("REV003", way, StringComparison.Ordinal);
        Assert.Contains($"href=\"/runs/{server.Run.Id}/review\"", way, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_last_approval_the_run_goes_and_takes_no_more_decisions()
    {
        await using var server = await ReviewServer.StartAsync();
        foreach (var name in new[] { "bo", "kim" })
        {
            using var browser = await server.SignedInAsync(name);
            await server.DecideAsync(browser, await ReviewServer.FormAsync(await browser.GetAsync($"/runs/{server.Run.Id}/review"), "approve"));
        }

        Assert.Equal(RunState.Completed, (await server.World.DriveAsync(server.Run.Id)).State);
        using var late = await server.SignedInAsync("lou");
        var html = await TextAsync(await late.GetAsync($"/runs/{server.Run.Id}/review"));
        Assert.Contains("the run has ended", html, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"kind\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_double_click_is_one_decision()
    {
        await using var server = await ReviewServer.StartAsync();
        using var bo = await server.SignedInAsync("bo");
        var fields = await ReviewServer.FormAsync(await bo.GetAsync($"/review/{await server.LinkAsync("bo")}"), "approve");

        var answers = await Task.WhenAll(server.DecideAsync(bo, fields), server.DecideAsync(bo, fields));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode));
        Assert.Single(await server.CommandsAsync());
    }

    [Fact]
    public async Task A_refusal_needs_a_reason_and_ends_the_run_with_it()
    {
        await using var server = await ReviewServer.StartAsync();
        using var bo = await server.SignedInAsync("bo");
        var fields = await ReviewServer.FormAsync(await bo.GetAsync($"/runs/{server.Run.Id}/review"), "reject");

        var without = await server.DecideAsync(bo, fields);
        fields["reason"] = "Not <b>today</b>";
        await server.DecideAsync(bo, fields);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, without.StatusCode);
        Assert.Equal(RunState.Rejected, (await server.World.DriveAsync(server.Run.Id)).State);
        var html = await TextAsync(await bo.GetAsync($"/runs/{server.Run.Id}"));
        Assert.Contains("refused by bo: Not &lt;b&gt;today&lt;/b&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approval_is_withdrawn_on_the_page()
    {
        await using var server = await ReviewServer.StartAsync();
        using var bo = await server.SignedInAsync("bo");
        var review = $"/runs/{server.Run.Id}/review";
        await server.DecideAsync(bo, await ReviewServer.FormAsync(await bo.GetAsync(review), "approve"));

        await server.DecideAsync(bo, await ReviewServer.FormAsync(await bo.GetAsync(review), "withdraw"));

        Assert.Empty((await server.World.DriveAsync(server.Run.Id)).ApprovedBy);
        Assert.Contains("Approve plan", await TextAsync(await bo.GetAsync(review)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_its_token_or_from_another_site_decides_nothing()
    {
        await using var server = await ReviewServer.StartAsync();
        using var bo = await server.SignedInAsync("bo");
        var fields = await ReviewServer.FormAsync(await bo.GetAsync($"/runs/{server.Run.Id}/review"), "approve");
        var bare = fields.Where(field => field.Key is "kind" or "plan").ToDictionary(StringComparer.Ordinal);

        Assert.Equal(HttpStatusCode.Forbidden, (await server.DecideAsync(bo, bare)).StatusCode);
        foreach (var (header, value) in new[] { ("Origin", "https://evil.example.com"), ("Sec-Fetch-Site", "cross-site") })
        {
            var answer = await bo.PostAsync($"/runs/{server.Run.Id}/decisions", fields, request => request.Headers.Add(header, value));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        Assert.Empty(await server.CommandsAsync());
    }

    [Fact]
    public async Task A_link_of_somebody_else_an_expired_one_and_one_for_an_older_plan_say_the_way_on()
    {
        await using var server = await ReviewServer.StartAsync();
        using var bo = await server.SignedInAsync("bo");
        var kims = await server.LinkAsync("kim");
        var older = await server.Links.CreateAsync(new ReviewLink(server.Run.Id, Digest.Of("older"), "bo", server.World.Time.GetUtcNow().AddHours(1)), Cancellation);
        var old = await server.Links.CreateAsync(new ReviewLink(server.Run.Id, server.Run.Plan!.Digest, "bo", server.World.Time.GetUtcNow()), Cancellation);
        foreach (var (token, status, code) in new[] { (kims, HttpStatusCode.Forbidden, "REV005"), (older, HttpStatusCode.Gone, "REV004"), (old, HttpStatusCode.Gone, "REV002") })
        {
            var answer = await bo.GetAsync($"/review/{token}");
            var html = await TextAsync(answer);

            Assert.Equal(status, answer.StatusCode);
            Assert.Contains(code, html, StringComparison.Ordinal);
            Assert.Contains($"href=\"/runs/{server.Run.Id}/review\"", html, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/runs/..%2f..%2fetc%2fpasswd")]
    [InlineData("/runs/..%5c..%5cwindows/review")]
    [InlineData("/runs/%2e%2e%2fruns/review")]
    [InlineData("/runs/%00/review")]
    [InlineData("/runs/x~2F..~2Fy/review")]
    [InlineData("/review/..%2f..%2fruns")]
    [InlineData("/runs/%3Cscript%3Ealert(1)%3C%2Fscript%3E/review")]
    public async Task A_path_that_is_no_run_is_not_found_and_what_it_repeats_is_text(string path)
    {
        await using var server = await ReviewServer.StartAsync();
        using var bo = await server.SignedInAsync("bo");

        var answer = await bo.GetAsync(path);

        Assert.InRange((int)answer.StatusCode, 400, 404);
        Assert.DoesNotContain("<script", await TextAsync(answer), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_part_of_an_id_leads_to_the_run_and_decides_nothing()
    {
        await using var server = await ReviewServer.StartAsync();
        using var bo = await server.SignedInAsync("bo");
        var part = server.Run.Id[..^3];
        var fields = await ReviewServer.FormAsync(await bo.GetAsync($"/runs/{server.Run.Id}/review"), "approve");

        Assert.Equal($"/runs/{server.Run.Id}/review", (await bo.GetAsync($"/runs/{part}/review")).Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.BadRequest, (await bo.PostAsync($"/runs/{part}/decisions", fields)).StatusCode);
        Assert.Empty(await server.CommandsAsync());
    }

    [Fact]
    public async Task Markup_in_messages_notes_and_values_is_shown_and_not_obeyed()
    {
        const string Markup = "<img src=x onerror=alert(1)><script>alert(1)</script>";
        await using var server = await ReviewServer.StartAsync(
            $"{Markup}\u202Etxt",
            new Dictionary<string, string>
            {
                ["metadata/checkout.yaml"] = SmallRepository.Settings($"checkout/text: \"{Markup}\""),
                ["changes/checkout.yaml"] = $"kind: Change\nname: checkout-note\ntitle: \"{Markup}\"\nauthor: ada\nreason: \"{Markup}\"\ncovers: [checkout, colours]\n",
            });
        using var bo = await server.SignedInAsync("bo");

        var html = await TextAsync(await bo.GetAsync($"/runs/{server.Run.Id}/review?q=%3Cimg&target=%3Cb%3E")) + await TextAsync(await bo.GetAsync($"/runs/{server.Run.Id}/review")) + await TextAsync(await bo.GetAsync("/"));

        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\u202E', html);
        Assert.True(html.Split("&lt;img src=x onerror=alert(1)&gt;").Length > 6);
    }

    [Fact]
    public async Task A_plan_is_searched_and_turned_over()
    {
        await using var server = await ReviewServer.StartAsync(files: new Dictionary<string, string>
        {
            ["metadata/checkout.yaml"] = SmallRepository.Settings([.. Enumerable.Range(0, 120).Select(n => $"checkout/s{n:D3}: {n}")]),
        });
        using var bo = await server.SignedInAsync("bo");
        var review = $"/runs/{server.Run.Id}/review";

        var first = await TextAsync(await bo.GetAsync(review));
        var last = await TextAsync(await bo.GetAsync($"{review}?page=99"));
        var found = await TextAsync(await bo.GetAsync($"{review}?q=s117&target=production%2Feast%2Fconfig"));

        Assert.Contains("page 1 of 4", first, StringComparison.Ordinal);
        Assert.Contains("href=\"?page=2#plan\"", first, StringComparison.Ordinal);
        Assert.Contains("page 4 of 4", last, StringComparison.Ordinal);
        Assert.Contains("1 change with &quot;s117&quot;", found, StringComparison.Ordinal);
        Assert.DoesNotContain("checkout/s118", found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_decide_reads_why_and_finds_no_button()
    {
        await using var server = await ReviewServer.StartAsync();
        using var reader = await server.SignedInAsync("kim", AccessRole.Reader);
        using var unknown = await server.SignedInAsync("lou");
        using var author = await server.SignedInAsync("ada");
        var review = $"/runs/{server.Run.Id}/review";

        var read = await TextAsync(await reader.GetAsync(review));
        var foreign = await TextAsync(await unknown.GetAsync(review));
        var form = await author.GetAsync(review);

        Assert.Contains("kim may look and not decide", read, StringComparison.Ordinal);
        Assert.Contains("lou belongs to nobody in People", foreign, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"kind\"", read + foreign, StringComparison.Ordinal);
        Assert.Contains("You wrote or started part of it", await TextAsync(form), StringComparison.Ordinal);
        var refused = await server.DecideAsync(author, await ReviewServer.FormAsync(form, "approve"));
        Assert.Contains("wrote or started", await TextAsync(refused), StringComparison.Ordinal);
        Assert.Empty(await server.CommandsAsync());
    }

    [Fact]
    public async Task The_start_lists_the_open_runs()
    {
        await using var server = await ReviewServer.StartAsync();
        using var bo = await server.SignedInAsync("bo");

        var html = await TextAsync(await bo.GetAsync("/"));

        Assert.Contains($"<a href=\"/runs/{server.Run.Id}\">", html, StringComparison.Ordinal);
        Assert.Contains("Waits for approval: needs release-manager (bo or kim)", html, StringComparison.Ordinal);
    }

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(Cancellation);
}
