using CsCheck;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Planning.Structures;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Tests.Planning.Structures;

public sealed class StructureComparisonTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    // No definition, and two that differ.
    private static readonly string?[] Definitions = [null, "a", "b"];

    // How it should be, how it is, how it was kept (3: nobody kept it), and in how many hours that ends (0: never).
    private static readonly Gen<(int Should, int Is, int Kept, int Ends)[]> Things = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[-2, 2]).Array[0, 12];

    [Fact]
    public void What_differs_is_told_once_in_order_unless_somebody_keeps_it_as_it_is() => Things.Sample(things =>
    {
        var found = StructureComparison.Of(Should(things), Is(things), Now);

        var expected = things.Index().Where(thing => thing.Item.Should != thing.Item.Is && !(thing.Item.Kept == thing.Item.Is && thing.Item.Ends >= 0));
        Assert.Equal(expected.Select(thing => Name(thing.Index)).Order(Utf8Order.Instance), found.Differences.Select(difference => difference.Name));
        Assert.All(found.Differences, difference => Assert.NotEqual(difference.Was?.Checksum, difference.Now?.Checksum));
    });

    [Fact]
    public void What_was_kept_and_is_as_it_should_be_again_is_told_apart() => Things.Sample(things =>
    {
        var found = StructureComparison.Of(Should(things), Is(things), Now);

        var expected = things.Index().Where(thing => thing.Item.Should == thing.Item.Is && thing.Item.Kept < 3).Select(thing => Name(thing.Index));
        Assert.Equal(expected.Order(Utf8Order.Instance), found.Back.Select(thing => thing.Name).Order(Utf8Order.Instance));
    });

    private static IEnumerable<StructureEntry> Should((int Should, int Is, int Kept, int Ends)[] things) =>
        from thing in things.Index()
        let text = Definitions[thing.Item.Should]
        where text is not null || thing.Item.Kept < 3
        select new StructureEntry(Name(thing.Index), Of(text), text, thing.Item.Kept == 3 ? null : Kept(Of(Definitions[thing.Item.Kept]), thing.Item.Ends));

    private static IEnumerable<StructureObject> Is((int Should, int Is, int Kept, int Ends)[] things) =>
        from thing in things.Index()
        where Definitions[thing.Item.Is] is not null
        select new StructureObject(Name(thing.Index), Of(Definitions[thing.Item.Is])!.Value, Definitions[thing.Item.Is]!);

    private static LedgerOverride Kept(Digest? live, int ends) => new(live, null, "ada", "because", Now.AddDays(-1), ends == 0 ? null : Now.AddHours(ends));

    private static Digest? Of(string? text) => text is null ? null : Digest.Of(text);

    private static string Name(int number) => $"table t{number}";
}
