using System.Net;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Web.Tests.Pages;

/// <summary>Drift is taken over into git on the page of its environment, where the host has a clone.</summary>
public sealed class CapturePageTests
{
    private const string Page = "/environments/production";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_drifted_becomes_a_commit_for_a_reason_and_what_was_left_out_is_said()
    {
        var capture = new RecordingCapture();
        await using var server = await DriftedAsync(capture);
        using var operating = await server.SignedInAsync("opa", AccessRole.Operator);
        var form = await ReviewServer.FormToAsync(await operating.GetAsync(Page), $"{Page}/drift/capture");

        var silent = await operating.PostAsync($"{Page}/drift/capture", form);
        Assert.Empty(capture.Asked);
        (form["reason"], form["target"]) = ("The <shop> is right", "production/west/config");
        var taken = await operating.PostAsync($"{Page}/drift/capture", form);
        var html = await TextAsync(taken);
        capture.Answer = DriftCodes.Unknown.Fail<CapturedDrift>("Nothing <drifted>.");
        var nothing = await operating.PostAsync($"{Page}/drift/capture", form);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.OK, HttpStatusCode.NotFound), (silent.StatusCode, taken.StatusCode, nothing.StatusCode));
        Assert.Equal((new CaptureDriftRequest("production", "The <shop> is right", "production/west/config"), "opa"), capture.Asked[0]);
        Assert.All(["drift/production-20261123", "metadata/&lt;b&gt;.yaml", "git push origin drift/production-20261123", "<code>PLAN301</code>"], text => Assert.Contains(text, html, StringComparison.Ordinal));
        Assert.Contains("DRF002", await TextAsync(nothing), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_host_has_no_clone_there_is_no_form_and_whoever_posts_is_told_what_to_do()
    {
        await using var server = await DriftedAsync(null);
        using var operating = await server.SignedInAsync("opa", AccessRole.Operator);
        var page = await operating.GetAsync(Page);
        var form = await ReviewServer.FormToAsync(page, $"{Page}/drift");

        var refused = await operating.PostAsync($"{Page}/drift/capture", form);

        Assert.DoesNotContain("/drift/capture", await TextAsync(page), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("DRF018", await TextAsync(refused), StringComparison.Ordinal);
    }

    private static async Task<ReviewServer> DriftedAsync(IDriftCapture? capture)
    {
        var server = await ReviewServer.StartAsync(capture: capture);
        await server.ApproveAsync();
        server.World.Write("data/west/config/settings.json", server.World.Read("data/west/config/settings.json").Replace("30", "31", StringComparison.Ordinal));
        await new DriftCheck(server.World.Services).LookAsync(Cancellation);
        return server;
    }

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(Cancellation);

    private sealed class RecordingCapture : IDriftCapture
    {
        public List<(CaptureDriftRequest Request, string By)> Asked { get; } = [];

        public Outcome<CapturedDrift> Answer { get; set; } = Outcome.Of(
            new CapturedDrift("production", "drift/production-20261123", "1a2b3c4d5e6f708192a3b4c5d6e7f80910111213", ["metadata/<b>.yaml"]), [new Finding("PLAN301", Severity.Warning, "west <differs>", "Say which is right.")]);

        public Task<Outcome<CapturedDrift>> CaptureAsync(CaptureDriftRequest request, Caller caller, CancellationToken cancellation)
        {
            Asked.Add((request, caller.Name));
            return Task.FromResult(Answer);
        }
    }
}
