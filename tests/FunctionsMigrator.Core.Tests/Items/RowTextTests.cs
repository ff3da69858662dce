using System.Globalization;
using System.Numerics;
using CsCheck;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Core.Tests.Items;

/// <summary>Texts of numbers, of which those that are canonical already are not parsed.</summary>
public sealed class RowTextTests
{
    private static readonly Gen<string> Numbers = Gen.Char["0123456789.-+ e"].Array[0, 12].Select(characters => new string(characters));

    [Fact]
    public void A_whole_number_is_written_as_parsing_and_writing_it_would() => Numbers.Sample(text =>
    {
        var expected = BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number.ToString(CultureInfo.InvariantCulture) : null;

        Assert.Equal(expected, RowText.FromFile(ColumnType.Integer, text));
    });

    [Fact]
    public void A_decimal_is_written_as_parsing_and_writing_it_would() => Numbers.Sample(text =>
    {
        var expected = decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? RowText.Of(number) : null;

        Assert.Equal(expected, RowText.FromFile(ColumnType.Decimal, text));
    });

    [Fact]
    public void The_format_of_a_table_writes_what_the_common_one_writes() =>
        Gen.Select(Gen.String.Array[1, 5].Where(names => names.Distinct(StringComparer.Ordinal).Count() == names.Length && Array.TrueForAll(names, IsText)), Gen.Int).Sample((names, seed) =>
        {
            var random = new Random(seed);
            var values = names.Select(name => random.Next(3) == 0 ? null : $"{name}\"\\\u0001{random.Next()}").ToArray();
            var format = new RowFormat(names);

            Assert.Equal(RowJson.Content(names.Zip(values, KeyValuePair.Create)), format.Content(values));
            Assert.Equal(RowJson.Key(names), System.Text.Encoding.UTF8.GetString(format.Key(names)));
        });

    // Half of a surrogate pair is no text.
    private static bool IsText(string text) => !text.Any(char.IsSurrogate);
}
