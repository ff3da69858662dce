using System.Text;
using CsCheck;
using FunctionsMigrator.Core.Items.Sorting;
using FunctionsMigrator.Testing.Stores;

namespace FunctionsMigrator.Core.Tests.Items;

public sealed class Utf8SortTests
{
    /// <summary>Whatever comes in any order goes out in the order of the bytes, in memory and over many spilled runs.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(400)]
    [InlineData(Utf8Sort.DefaultBufferBytes)]
    public async Task Pairs_come_out_in_the_order_of_their_keys_bytes(long bufferBytes) =>
        await Gen.Char["aA~!\u00E9\uD7FF\uE000\uFFFD"].Array[0, 4].Select(letters => new string(letters)).Array[0, 40].SampleAsync(
            async keys =>
            {
                var sorted = await Utf8Sort.SortAsync(
                    () => keys.Select((key, i) => (key, Encoding.UTF8.GetBytes($"{i}"))).ToAsyncEnumerable(), new InMemorySpillSpace(), bufferBytes).ToListAsync();
                var expected = keys.Select((key, i) => (key, $"{i}")).OrderBy(pair => pair.key, Utf8Order.Instance);
                return sorted.Select(pair => (pair.Key, Encoding.UTF8.GetString(pair.Content))).SequenceEqual(expected);
            },
            iter: 50);
}
