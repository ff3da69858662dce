using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Tests.Planning;

public sealed class ScriptComparisonTests
{
    [Fact]
    public void What_was_never_applied_or_may_run_again_is_pending()
    {
        var compared = ScriptComparison.Of(Set("V1__a", "V2__b", "R__v", "R__w"), [Ran("V1__a"), Ran("R__v", "old"), Ran("R__w"), Ran("R__gone")], outOfOrder: false);

        Assert.Equal(["V2__b", "R__v"], Keys(compared.Pending));
        Assert.Empty(compared.Missing);
        Assert.Equal("V1__a", compared.Highest?.Key);
    }

    [Fact]
    public void A_version_below_the_highest_applied_one_waits_for_leave()
    {
        var set = Set("V1__a", "V1.5__late", "V2__b", "V3__c");

        var strict = ScriptComparison.Of(set, [Ran("V1__a"), Ran("V2__b")], outOfOrder: false);
        var loose = ScriptComparison.Of(set, [Ran("V1__a"), Ran("V2__b")], outOfOrder: true);

        Assert.Equal(["V1.5__late"], Keys(strict.OutOfOrder));
        Assert.Equal(["V3__c"], Keys(strict.Pending));
        Assert.Equal(["V1.5__late", "V3__c"], Keys(loose.Pending));
    }

    [Fact]
    public void An_edited_and_a_missing_script_are_told_apart()
    {
        var compared = ScriptComparison.Of(Set("V1__a"), [Ran("V1__a", "other"), Ran("V2__gone")], outOfOrder: false);

        Assert.Equal(["V1__a"], Keys(compared.Edited));
        Assert.Equal(["V2__gone"], compared.Missing.Select(script => script.Key));
    }

    [Fact]
    public void A_target_without_a_history_begins_with_the_newest_baseline_and_what_is_above_it()
    {
        var set = Set("V1__a", "V2__b", "V3__c", "R__v") with { Baselines = [Script("B1__x"), Script("B2__y")] };

        var compared = ScriptComparison.Of(set, [], outOfOrder: false);

        Assert.Equal(["B2__y", "V3__c", "R__v"], Keys(compared.Pending));
        Assert.Equal(["V1__a", "V2__b"], Keys(compared.Covered));
    }

    [Fact]
    public void A_target_with_a_history_never_runs_a_baseline()
    {
        var set = Set("V1__a", "V2__b", "V3__c") with { Baselines = [Script("B2__y")] };

        Assert.Equal(["V2__b", "V3__c"], Keys(ScriptComparison.Of(set, [Ran("V1__a")], outOfOrder: false).Pending));
        Assert.Equal(["V3__c"], Keys(ScriptComparison.Of(set, [Ran("B2__y")], outOfOrder: false).Pending));
        Assert.Equal(["V2__b", "V3__c"], Keys(ScriptComparison.Of(set, [Ran("B1.9__old")], outOfOrder: false).Pending));
    }

    [Fact]
    public void A_baseline_without_a_version_stands_before_all_scripts()
    {
        var set = Set("V0__z", "V1__a") with { Baselines = [Script("baseline")] };

        Assert.Equal(["baseline", "V0__z", "V1__a"], Keys(ScriptComparison.Of(set, [], outOfOrder: false).Pending));
        Assert.Equal(["V0__z", "V1__a"], Keys(ScriptComparison.Of(set, [Recorded("baseline")], outOfOrder: false).Pending));
    }

    [Fact]
    public void Only_a_baseline_that_ran_here_cannot_be_edited()
    {
        var set = Set() with { Baselines = [Script("B2__y")] };

        Assert.Equal(["B2__y"], Keys(ScriptComparison.Of(set, [Ran("B2__y", "other")], outOfOrder: false).Edited));
        Assert.Empty(ScriptComparison.Of(set, [Recorded("B2__y", "other")], outOfOrder: false).Edited);
    }

    private static string[] Keys(IEnumerable<SqlScript> scripts) => [.. scripts.Select(script => script.Key)];

    private static ScriptSet Set(params string[] keys) => new([.. keys.Select(Script)]);

    private static SqlScript Script(string key)
    {
        var name = ScriptName.Read(key + ".sql", out _);
        var kind = name?.Letter switch { 'V' => ScriptKind.Versioned, 'R' => ScriptKind.Repeatable, _ => ScriptKind.Baseline };
        return new SqlScript(key, kind, name?.Version ?? [], "", key, Digest.Of(key), ScriptUndo.None, new ScriptFacts([], [], false), new Place($"{key}.sql"));
    }

    private static AppliedScript Ran(string key, string? text = null) => new(key, Digest.Of(text ?? key), null, "run", DateTimeOffset.UnixEpoch);

    private static AppliedScript Recorded(string key, string? text = null) => Ran(key, text) with { Action = HistoryAction.Baseline };
}
