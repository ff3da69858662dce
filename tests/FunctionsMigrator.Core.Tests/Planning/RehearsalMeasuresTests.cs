using System.Text.Json;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Stores;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Tests.Planning;

public sealed class RehearsalMeasuresTests
{
    [Fact]
    public void Of_many_scripts_those_stay_that_say_most_in_their_order()
    {
        var slow = Enumerable.Range(0, 100).Select(i => Script($"V{i:D3}", i)).ToList();
        slow[3] = slow[3] with { Rewritten = ["public.orders"] };
        slow[50] = slow[50] with { Locks = [new LockMeasure("public.orders", "ACCESS EXCLUSIVE")] };

        var measures = RehearsalMeasures.Of(slow)!;

        Assert.Equal((100, 100, 4_950), (measures.Scripts, measures.Statements, measures.Milliseconds));
        Assert.Equal(["V003", "V050", .. Enumerable.Range(82, 18).Select(i => $"V{i:D3}")], measures.Telling.Select(script => script.Key));
    }

    [Theory]
    [InlineData(20, 20, 10, 0, 20)]
    [InlineData(20, 60, 5, 0, 20)]
    [InlineData(20, 1, 1, 60, 5)]
    public void What_is_too_much_for_a_record_is_left_out_from_the_end(int scripts, int statements, int kept, int locks, int telling)
    {
        var many = Enumerable.Range(0, scripts).Select(i => new ScriptMeasure(
            $"V{i:D3}",
            [.. Enumerable.Repeat(new StatementMeasure(1, new string('x', statements == 60 ? 200 : 60), 1, 1), statements)],
            [.. Enumerable.Range(0, locks).Select(table => new LockMeasure($"public.table_{table}", "ACCESS EXCLUSIVE"))],
            [])).ToList();

        var fitting = RehearsalMeasures.Of(many)!.Fitting();

        Assert.InRange(JsonSerializer.Serialize(fitting, FmJson.Line).Length, 1, StoreLimits.Value);
        Assert.Equal((scripts, scripts * statements), (fitting.Scripts, fitting.Statements));
        Assert.Equal(telling, fitting.Telling.Count);
        Assert.All(fitting.Telling, script => Assert.Equal((kept, locks), (script.Statements.Count, script.Locks.Count)));
    }

    [Fact]
    public void What_fits_stays_as_it_is()
    {
        var measures = RehearsalMeasures.Of([Script("V1", 5), Script("V2", 7)])!;

        Assert.Same(measures, measures.Fitting());
    }

    [Fact]
    public void Nothing_measured_is_nothing_to_show() => Assert.Null(RehearsalMeasures.Of([]));

    private static ScriptMeasure Script(string key, double milliseconds) => new(key, [new StatementMeasure(1, "UPDATE orders SET a = 1", 1, milliseconds)], [], []);
}
