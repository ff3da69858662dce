using System.Text.Json;
using CsCheck;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Rollout;

namespace FunctionsMigrator.Core.Tests.Rollout;

public sealed class WavesTests
{
    private static readonly RolloutDefinition Rollout = new()
    {
        Waves = [new WaveDefinition { Ring = "canary" }, new WaveDefinition { Percent = 50 }, new WaveDefinition { Percent = 100 }],
    };

    [Fact]
    public void The_canary_comes_first_and_shares_are_cumulative_over_all_units_rounded_up()
    {
        var waves = Spread(Rollout, "r1", "r2*", "r3");

        Assert.Equal([["r2"], ["r1"], ["r3"]], waves);
    }

    [Fact]
    public void Every_unit_is_in_exactly_one_wave() =>
        Gen.Select(Gen.Int[1, 30], Gen.Int[1, 100], Gen.Int[0, 29]).Sample((units, percent, canary) =>
        {
            var rollout = new RolloutDefinition { Waves = [new WaveDefinition { Ring = "canary" }, new WaveDefinition { Percent = percent }, new WaveDefinition { Percent = 100 }] };
            var names = Enumerable.Range(0, units).Select(n => n == canary ? $"r{n}*" : $"r{n}").ToArray();
            var spread = Spread(rollout, names).SelectMany(wave => wave).ToList();
            return spread.Count == units && spread.Distinct().Count() == units;
        });

    [Theory]
    [InlineData(1, 3, 1)]
    [InlineData(50, 3, 2)]
    [InlineData(100, 3, 3)]
    [InlineData(34, 3, 2)]
    public void A_share_is_rounded_up(int percent, int units, int expected) => Assert.Equal(expected, Waves.Share(percent, units));

    [Fact]
    public void Inside_a_unit_segments_follow_the_rank_across_targets_and_deletions_go_backwards()
    {
        var database = Plan("r1", "db", Section("schema", 0, false, 0, 2), Section("rows", 2, false, 2, 5), Section("rows", 2, true, 7, 1));
        var config = Plan("r1", "config", Section("settings", 1, false, 0, 3), Section("settings", 1, true, 3, 1));

        var wave = Waves.Spread(new RolloutDefinition(), [Bind("r1", "db"), Bind("r1", "config")], [(database, "d"), (config, "c")]).Single();

        var targets = wave.Targets().ToDictionary(target => target.Address.Target);
        Assert.Equal([new Segment(0, 0, 1), new Segment(2, 2, 7)], targets["db"].Segments);
        Assert.Equal([new Segment(1, 0, 2), new Segment(3, 3, 3)], targets["config"].Segments);
    }

    private static IReadOnlyList<string[]> Spread(RolloutDefinition rollout, params string[] regions)
    {
        var bindings = regions.Select(region => Bind(region.TrimEnd('*'), "db", region.EndsWith('*') ? "canary" : null)).ToList();
        var plans = bindings.Select(binding => (Plan(binding.Address.Region, "db", Section("s", 0, false, 0, 1)), "blob")).ToList();
        return [.. Waves.Spread(rollout, bindings, plans).Select(wave => wave.Targets().Select(target => target.Address.Region).ToArray())];
    }

    private static TargetBinding Bind(string region, string target, string? ring = null) =>
        new(new TargetAddress("production", region, target), "sqlite", new Dictionary<string, JsonElement>(), null, ring, new Dictionary<string, JsonElement>());

    private static PlanSection Section(string resource, int rank, bool deletes, int first, int count) =>
        new(resource, ResourceKind.Settings, rank, deletes, first, count, count);

    private static TargetPlan Plan(string region, string target, params PlanSection[] sections) => new(
        new TargetAddress("production", region, target), "lines", default, new ChangeCounts(Update: sections.Sum(section => section.Count)), sections, RiskLevel.Low, false, [], null, null, null, [], []);
}
