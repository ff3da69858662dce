using System.Text;
using CsCheck;
using FunctionsMigrator.Core.Items.Rows;
using FunctionsMigrator.Core.Metadata;

namespace FunctionsMigrator.Core.Tests.Items;

public sealed class CsvReaderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("\n\n", "")]
    [InlineData("a", "[a]")]
    [InlineData("a,b\n", "[a|b]")]
    [InlineData("a,b\nc,d", "[a|b][c|d]")]
    [InlineData("a,b\r\nc,d\r\n", "[a|b][c|d]")]
    [InlineData("\ufeffa,b\n", "[a|b]")]
    [InlineData("a,,\"\"\n", "[a|NULL|]")]
    [InlineData(",\n", "[NULL|NULL]")]
    [InlineData("a,", "[a|NULL]")]
    [InlineData("\"a, \"\"b\"\"\nc\",d\n", "[a, \"b\"\nc|d]")]
    [InlineData("\"\"\n", "[]")]
    [InlineData("\"\"", "[]")]
    [InlineData("a\n\nb\n\n", "[a][b]")]
    [InlineData(" a , b\n", "[ a | b]")]
    [InlineData("004,\u00f6\ud83d\ude00\n", "[004|\u00f6\ud83d\ude00]")]
    public async Task Fields_are_read_by_RFC_4180(string csv, string records) => Assert.Equal(records, await ReadAsync(csv));

    [Theory]
    [InlineData("a,b\n\u00f6\ud83d\ude00,\"x\ny", "VAL130 f.csv:2:4")]
    [InlineData("a,b\nc,d\"e\n", "VAL130 f.csv:2:4")]
    [InlineData("\"a\nb\"x,c\n", "VAL130 f.csv:2:3")]
    [InlineData("\"a\" ,b\n", "VAL130 f.csv:1:4")]
    [InlineData("a\rb\n", "VAL130 f.csv:1:2")]
    [InlineData("a,b\nc,\0\n", "VAL111 f.csv:2:3")]
    public async Task A_malformed_file_is_found_where_it_breaks(string csv, string problem) =>
        Assert.EndsWith(problem, await ReadAsync(csv), StringComparison.Ordinal);

    [Fact]
    public async Task A_byte_that_is_no_UTF8_is_found_with_its_field() => Assert.EndsWith("VAL111 f.csv:2:3", await ReadAsync([.. "a,b\nx,y"u8, 0xC3, .. "\n"u8]), StringComparison.Ordinal);

    [Fact]
    public async Task A_record_has_a_bound() =>
        Assert.Equal("[a]VAL130 f.csv:2:1", await ReadAsync("a\n\"" + new string('x', CsvReader.RecordLimit + 10) + "\"\n"));

    [Fact]
    public async Task Fields_know_where_they_start()
    {
        await using var reader = new CsvReader(CanonicalText.Normalise(new MemoryStream("a,\"b\nc\",\n\u00f6,,d"u8.ToArray())), "f.csv");

        var first = await reader.ReadAsync(TestContext.Current.CancellationToken);
        var second = await reader.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal([(1, 1), (1, 3), (2, 4)], first!.Select(field => (field.Line, field.Column)));
        Assert.Equal([(3, 1), (3, 3), (3, 4)], second!.Select(field => (field.Line, field.Column)));
    }

    [Fact]
    public Task What_is_written_is_read_again() =>
        Gen.OneOf(Gen.Const((string?)null), Gen.String[Gen.OneOf(Gen.Char[" \"',\nax"], Gen.Char['\u0001', '\ud7ff']), 0, 12].Select(text => (string?)text.Replace("\r\n", "\n", StringComparison.Ordinal)))
            .Array[2, 5].Array[0, 6].SampleAsync(async records =>
            {
                var csv = string.Concat(records.Select(CsvText.Record));
                Assert.Equal(string.Concat(records.Select(Shown)), await ReadAsync(csv));
            });

    private static Task<string> ReadAsync(string csv) => ReadAsync(Encoding.UTF8.GetBytes(csv));

    private static async Task<string> ReadAsync(byte[] csv)
    {
        await using var reader = new CsvReader(CanonicalText.Normalise(new Pieces(csv)), "f.csv");
        var result = new StringBuilder();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } fields)
        {
            result.Append(Shown(fields.Select(field => field.Text)));
        }

        return result + (reader.Problem is { } problem ? $"{problem.Code} {problem.Place}" : "");
    }

    private static string Shown(IEnumerable<string?> fields) => $"[{string.Join('|', fields.Select(field => field ?? "NULL"))}]";

    /// <summary>A stream that gives few bytes at a time, so that fields are cut everywhere.</summary>
    private sealed class Pieces(byte[] bytes) : MemoryStream(bytes)
    {
        private readonly int _size = bytes.Length > 100_000 ? 10_000 : 3;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(_size, buffer.Length)], cancellationToken);
    }
}
