using System.Text.Json;
using CsCheck;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Rollout;
using FunctionsMigrator.Core.Workflow;

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

    [Fact]
    public void Every_unit_is_in_exactly_one_wave_whatever_selects_and_however_many_go_at_a_time() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[0, 4].Array[0, 4], Gen.Int[1, 20], Gen.Int[0, 2]).Sample((units, kinds, number, order) =>
        {
            var waves = kinds.Select(kind => kind switch
            {
                0 => new WaveDefinition { Ring = "canary" },
                1 => new WaveDefinition { Label = "pilot", MaxParallel = number },
                2 => new WaveDefinition { Percent = number },
                3 => new WaveDefinition { Count = number, Order = (WaveOrder)order },
                _ => new WaveDefinition { Ring = "nobody" },
            });
            var rollout = new RolloutDefinition { Waves = [.. waves, new WaveDefinition { Rest = true, MaxParallel = number, Order = (WaveOrder)order }] };
            var names = Enumerable.Range(0, units).Select(n => n % 7 == 3 ? $"r{n}*" : n % 5 == 2 ? $"r{n}+" : $"r{n}").ToArray();
            var spread = Spread(rollout, names).SelectMany(wave => wave).ToList();
            return spread.Count == units && spread.Distinct().Count() == units;
        });

    [Fact]
    public void A_label_of_a_region_or_of_a_tenant_selects_its_units()
    {
        var rollout = new RolloutDefinition { Waves = [new WaveDefinition { Label = "pilot" }, new WaveDefinition { Rest = true }] };

        Assert.Equal([["r2", "r4"], ["r1", "r3"]], Spread(rollout, "r1", "r2+", "r3*", "r4+"));
    }

    [Fact]
    public void A_count_takes_the_next_units_that_no_earlier_wave_took()
    {
        var rollout = new RolloutDefinition { Waves = [new WaveDefinition { Ring = "canary" }, new WaveDefinition { Count = 2 }, new WaveDefinition { Count = 2 }, new WaveDefinition { Rest = true }] };

        Assert.Equal([["r2"], ["r1", "r3"], ["r4", "r5"], ["r6"]], Spread(rollout, "r1", "r2*", "r3", "r4", "r5", "r6"));
    }

    [Fact]
    public void A_wave_goes_by_name_or_from_the_fewest_changes_where_it_says_so()
    {
        var plans = new[] { ("c", 5), ("a", 9), ("b", 5) }.Select(unit => (Plan(unit.Item1, "db", Section("s", 0, false, 0, unit.Item2)), "blob")).ToList();
        var bindings = plans.Select(plan => Bind(plan.Item1.Address.Region, "db")).ToList();

        Assert.Equal(["c", "a", "b"], Order(WaveOrder.File));
        Assert.Equal(["a", "b", "c"], Order(WaveOrder.Name));
        Assert.Equal(["c", "b", "a"], Order(WaveOrder.FewestChanges));

        IEnumerable<string> Order(WaveOrder order) =>
            Waves.Spread(new RolloutDefinition { Waves = [new WaveDefinition { Rest = true, Order = order }] }, bindings, plans).Single().Targets().Select(target => target.Address.Region);
    }

    [Fact]
    public void At_most_so_many_units_go_at_a_time_and_one_after_the_other()
    {
        var rollout = new RolloutDefinition { Waves = [new WaveDefinition { Rest = true, MaxParallel = 2, MaxFailures = 1, Pause = WavePause.UntilAdvanced, AdvancedBy = ["dba"] }] };
        var bindings = new[] { "r1", "r2", "r3" }.SelectMany(region => new[] { Bind(region, "db"), Bind(region, "config") }).ToList();
        var plans = bindings.Select(binding => (Plan(binding.Address.Region, binding.Address.Target, Section("s", 0, false, 0, 1)), "blob")).ToList();

        var wave = Waves.Spread(rollout, bindings, plans).Single();

        Assert.Equal([4, 2], wave.Groups.Select(group => group.Targets.Count));
        Assert.Equal(new WaveRule(Gate: true, InOrder: true, MaxFailures: 1), wave.Rule);
        Assert.Equal(["dba"], wave.AdvancedBy!);
    }

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
        var bindings = regions.Select(region => Bind(region.TrimEnd('*', '+'), "db", region.EndsWith('*') ? "canary" : null) with { Labels = region.EndsWith('+') ? ["eu", "pilot"] : null }).ToList();
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
