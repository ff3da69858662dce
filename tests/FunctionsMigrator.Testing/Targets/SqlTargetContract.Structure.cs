using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Testing.Targets;

/// <summary>What every type of target that runs scripts tells of its structure.</summary>
public abstract partial class SqlTargetContract
{
    /// <summary>A structure is told thing by thing, in order, each once; a change of one thing is one of its checksum alone, and what the product keeps is no part of it.</summary>
    [Fact]
    public async Task The_structure_is_told_thing_by_thing()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        Assert.DoesNotContain(await StructureAsync(target), thing => !thing.Name.StartsWith("schema ", StringComparison.Ordinal));
        Value(await target.RunScriptAsync(claim, Slice, Versioned("V1__create_orders", CreateOrders), Cancellation));
        Value(await target.RunScriptAsync(claim, Slice, Repeatable(null, CreateView), Cancellation));
        var before = await StructureAsync(target);

        Value(await target.RunScriptAsync(claim, Slice, Versioned("V2__index", "CREATE INDEX orders_total ON orders (total);"), Cancellation));
        var indexed = await StructureAsync(target);
        Value(await target.RunScriptAsync(claim, Slice, Versioned("V3__rows", "INSERT INTO orders (id, total) VALUES (7, 70);"), Cancellation));
        var filled = await StructureAsync(target);

        Assert.Contains(before, thing => thing.Name.StartsWith("table ", StringComparison.Ordinal) && thing.Name.EndsWith("orders", StringComparison.Ordinal) && thing.Text.Contains("total", StringComparison.Ordinal));
        var made = Assert.Single(indexed.Except(before));
        Assert.StartsWith("index ", made.Name, StringComparison.Ordinal);
        Assert.Contains("orders_total", made.Text, StringComparison.Ordinal);
        Assert.Empty(before.Except(indexed));
        Assert.Equal(indexed, filled);
        Assert.Equal(filled.Select(thing => thing.Name).Distinct().Order(Utf8Order.Instance), filled.Select(thing => thing.Name));
        Assert.DoesNotContain(filled, thing => thing.Name.Contains("fm", StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<IReadOnlyList<StructureObject>> StructureAsync(ITarget target) => Value(await target.ReadStructureAsync(Cancellation));
}
