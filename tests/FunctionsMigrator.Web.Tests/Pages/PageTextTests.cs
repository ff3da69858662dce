using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Reviews;
using FunctionsMigrator.Core.Rollout;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Web.Pages;
using FunctionsMigrator.Web.Pages.Look;
using FunctionsMigrator.Web.Pages.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsMigrator.Web.Tests.Pages;

/// <summary>Pages, word for word.</summary>
public sealed class PageTextTests
{
    private static readonly PageViewer Viewer = new("bo", MayDecide: true, new FormToken("form", "a form's token"));

    private static readonly ReviewSheet Sheet = new(
        Samples.Details with { Commands = [] },
        Samples.Plan,
        [new ChangeDocument { Name = "note", Title = "One-page <checkout>", Author = "ada", Ticket = "CHG0012345", Reason = "Fewer\nlost baskets" }],
        [new CommitInfo(Samples.Run.Commit, new GitIdentity("Ada", "ada@example.com"), new GitIdentity("Ada", "ada@example.com"), [new GitIdentity("Kim", "kim@example.com")], Samples.At, "One-page <checkout>\n\nMore", [], [])],
        [new Wave(1, TimeSpan.FromMinutes(10), ["checkout-errors"], [new WaveGroup([new TargetWave(Samples.Address, "", [])])]), new Wave(2, TimeSpan.Zero, [], [])],
        "bo",
        null,
        new ReviewTimes("Europe/Berlin"),
        new PolicyExplanation(
            "production",
            Samples.At,
            [new WaitReason("POL205", "it is not approved"), new WaitReason("POL201", "outside the windows (Mon-Thu 09:00-16:00)", new LocalInstant(Samples.At.AddDays(7), "Europe/Berlin"))],
            new LocalInstant(Samples.At.AddDays(7), "Europe/Berlin"),
            [new NeededApproval("dba", ["bo", "kim"], 1, true)])
        { Stages = 1, ApprovedBy = ["kim"] });

    [Fact]
    public async Task A_review_reads_so() => await MatchesAsync(
        "review",
        PageResult.Of<ReviewPage>(
            200,
            ("Viewer", Viewer),
            ("Sheet", Sheet),
            ("Page", new PlanPage([new PlanPageTarget(Samples.Target, Samples.Changes)], 2, 3, 250, null)),
            ("Query", new PlanQuery(Target: "production/eastus/app-config", Page: 2)),
            ("Findings", Samples.Findings),
            ("MoreFindings", true),
            ("Link", "the-token-of-the-link")));

    [Fact]
    public async Task A_run_reads_so() => await MatchesAsync(
        "run",
        PageResult.Of<RunPage>(
            200,
            ("Viewer", Viewer with { MayOperate = true }),
            ("Sheet", Sheet),
            ("Marks", new RunMarks([new RunMark("received", Samples.At, "ada", null, new Dictionary<string, string>()), new RunMark("paused", Samples.At.AddMinutes(2), "fm", 1, new Dictionary<string, string> { ["reason"] = "<10> targets failed" })], 2, Whole: false)),
            ("Matrix", RunMatrix.Of(Samples.Run, Samples.Details.Targets, new MatrixQuery())),
            ("Findings", Samples.Findings),
            ("Now", Samples.At.AddMinutes(5)),
            ("Told", "Pause was asked for."),
            ("Live", "/runs/x/events")));

    [Fact]
    public async Task A_refusal_reads_so() => await MatchesAsync(
        "refused", PageResult.Of<RefusedPage>(410, ("Viewer", Viewer), ("Title", "The link was used"), ("Findings", Samples.Findings), ("Run", Samples.Run.Id)));

    private static async Task MatchesAsync(string name, PageResult page)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var html = await page.RenderAsync(services);

        Assert.Contains(PageStyle.Text, html, StringComparison.Ordinal);
        Approved.Matches(
            html.Replace(PageStyle.Text, "/* the style */", StringComparison.Ordinal).Replace(Icons.Sprite, "<!-- the pictures -->", StringComparison.Ordinal)
                .Replace(PageScript.Path, "/the-script", StringComparison.Ordinal).Replace(PageScript.Integrity, "its hash", StringComparison.Ordinal),
            $"Pages/{name}.approved.html");
    }
}
