using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Reviews;

namespace FunctionsMigrator.Core.Tests.Reviews;

/// <summary>Plans by pages.</summary>
public sealed class PlanPagesTests
{
    private int _read;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, new[] { "a:0-99" })]
    [InlineData(2, new[] { "a:100-149", "b:0-49" })]
    [InlineData(3, new[] { "b:50-109", "d:0-6" })]
    [InlineData(0, new[] { "a:0-99" })]
    [InlineData(99, new[] { "b:50-109", "d:0-6" })]
    public async Task Pages_hold_a_hundred_changes_and_run_on_over_targets(int page, string[] shown)
    {
        var plan = Plan(("a", 150), ("b", 110), ("c", 0), ("d", 7));

        var read = await new PlanPages(Lines).ReadAsync(plan, new PlanQuery(Page: page), Cancellation);

        Assert.Equal(shown, read.Targets.Select(Text));
        Assert.Equal((3, 267L), (read.Pages, read.Total));
    }

    [Fact]
    public async Task Every_change_stands_on_exactly_one_page()
    {
        var plan = Plan(("a", 99), ("b", 1), ("c", 100), ("d", 101));
        var seen = new List<string>();
        for (var page = 1; page <= 4; page++)
        {
            var read = await new PlanPages(Lines).ReadAsync(plan, new PlanQuery(Page: page), Cancellation);
            seen.AddRange(read.Targets.SelectMany(target => target.Changes.Select(change => $"{target.Target.Address}#{change.Id}")));
        }

        Assert.Equal(301, seen.Count);
        Assert.Equal(301, seen.Distinct().Count());
    }

    [Fact]
    public async Task One_target_alone_is_paged_by_itself()
    {
        var read = await new PlanPages(Lines).ReadAsync(Plan(("a", 150), ("b", 110)), new PlanQuery(Target: "production/west/b", Page: 2), Cancellation);

        Assert.Equal(["b:100-109"], read.Targets.Select(Text));
        Assert.Equal((2, 110L), (read.Pages, read.Total));
    }

    [Fact]
    public async Task A_target_that_the_plan_does_not_have_shows_nothing()
    {
        var read = await new PlanPages(Lines).ReadAsync(Plan(("a", 150)), new PlanQuery(Target: "production/west/x"), Cancellation);

        Assert.Empty(read.Targets);
        Assert.Equal((1, 0L), (read.Pages, read.Total));
    }

    [Theory]
    [InlineData("KEY-149")]
    [InlineData("value of key-149")]
    public async Task A_search_looks_into_names_and_values_whatever_their_case(string text)
    {
        var read = await new PlanPages(Lines).ReadAsync(Plan(("a", 150), ("b", 110)), new PlanQuery(text), Cancellation);

        Assert.Equal(["a:149-149"], read.Targets.Select(Text));
        Assert.Null(read.Next);
    }

    [Fact]
    public async Task A_search_with_many_hits_goes_on_where_it_stopped_and_finds_each_once()
    {
        var plan = Plan(("a", 150), ("b", 110));
        var found = new List<string>();
        long? from = 0;
        var pages = 0;
        while (from is { } start)
        {
            var read = await new PlanPages(Lines).ReadAsync(plan, new PlanQuery("key", From: start), Cancellation);
            found.AddRange(read.Targets.SelectMany(target => target.Changes.Select(change => $"{target.Target.Address}#{change.Id}")));
            Assert.InRange(read.Shown, 0, PlanPages.Size);
            (from, pages) = (read.Next, pages + 1);
        }

        Assert.Equal((3, 260, 260), (pages, found.Count, found.Distinct().Count()));
    }

    [Fact]
    public async Task A_search_without_a_hit_looks_at_so_many_changes_and_says_where_it_goes_on()
    {
        var plan = Plan(("a", 60_000), ("b", 60_000));

        var read = await new PlanPages(Lines).ReadAsync(plan, new PlanQuery("nothing of it"), Cancellation);
        var looked = _read;
        var rest = await new PlanPages(Lines).ReadAsync(plan, new PlanQuery("nothing of it", From: read.Next!.Value), Cancellation);

        Assert.Equal(((long?)PlanPages.Looked, 0), (read.Next, read.Shown));
        Assert.InRange(looked, PlanPages.Looked, PlanPages.Looked + 1);
        Assert.Null(rest.Next);
    }

    [Fact]
    public async Task The_last_page_of_a_large_plan_reads_only_the_targets_that_it_shows()
    {
        var plan = Plan(("a", 200_000), ("b", 10));

        var read = await new PlanPages(Lines).ReadAsync(plan, new PlanQuery(Target: null, Page: 2001), Cancellation);

        Assert.Equal(["b:0-9"], read.Targets.Select(Text));
        Assert.Equal(10, _read);
    }

    private static string Text(PlanPageTarget target) => $"{target.Target.Address.Target}:{int.Parse(target.Changes[0].Id)}-{int.Parse(target.Changes[^1].Id)}";

    private static PlanIndex Plan(params (string Name, int Count)[] targets) => new(
        "production", null, Digest.Of("bundle"), Digest.Of("plan"), DateTimeOffset.UnixEpoch, [.. targets.Select(target => Target(target.Name, target.Count))], RiskLevel.Low, [], []);

    private static TargetPlan Target(string name, int count) => new(
        new TargetAddress("production", "west", name), count == 0 ? null : name, Digest.Of(name), new ChangeCounts(Create: count), [], RiskLevel.Low, false, [], null, null, null, [], []);

    private async IAsyncEnumerable<Change> Lines(TargetPlan target, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        for (var number = 0; number < target.Counts.Total; number++)
        {
            _read++;
            yield return new Change(
                $"{number:D6}", "checkout", ResourceKind.Settings, new ItemRef("settings", $"key-{number}"), ChangeAction.Create, null, Digest.Of("x"), new Reversal(ReversalKind.Remove), RiskLevel.Low, [],
                null, new ValuePreview($"value of key-{number}"));
        }
    }
}
