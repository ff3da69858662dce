using FunctionsMigrator.Core.Planning;
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

    [Fact]
    public void Nothing_measured_is_nothing_to_show() => Assert.Null(RehearsalMeasures.Of([]));

    private static ScriptMeasure Script(string key, double milliseconds) => new(key, [new StatementMeasure(1, "UPDATE orders SET a = 1", 1, milliseconds)], [], []);
}
