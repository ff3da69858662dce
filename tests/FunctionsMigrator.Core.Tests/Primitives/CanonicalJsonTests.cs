using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace FunctionsMigrator.Core.Tests.Primitives;

public sealed class CanonicalJsonTests
{
    /// <summary>RFC 8785, appendix B: the double's bits and its text.</summary>
    [Theory]
    [InlineData("0000000000000000", "0")]
    [InlineData("8000000000000000", "0")]
    [InlineData("0000000000000001", "5e-324")]
    [InlineData("8000000000000001", "-5e-324")]
    [InlineData("7fefffffffffffff", "1.7976931348623157e+308")]
    [InlineData("ffefffffffffffff", "-1.7976931348623157e+308")]
    [InlineData("4340000000000000", "9007199254740992")]
    [InlineData("c340000000000000", "-9007199254740992")]
    [InlineData("4430000000000000", "295147905179352830000")]
    [InlineData("44b52d02c7e14af5", "9.999999999999997e+22")]
    [InlineData("44b52d02c7e14af6", "1e+23")]
    [InlineData("44b52d02c7e14af7", "1.0000000000000001e+23")]
    [InlineData("444b1ae4d6e2ef4e", "999999999999999700000")]
    [InlineData("444b1ae4d6e2ef4f", "999999999999999900000")]
    [InlineData("444b1ae4d6e2ef50", "1e+21")]
    [InlineData("3eb0c6f7a0b5ed8c", "9.999999999999997e-7")]
    [InlineData("3eb0c6f7a0b5ed8d", "0.000001")]
    [InlineData("41b3de4355555553", "333333333.3333332")]
    [InlineData("41b3de4355555554", "333333333.33333325")]
    [InlineData("41b3de4355555555", "333333333.3333333")]
    [InlineData("41b3de4355555556", "333333333.3333334")]
    [InlineData("41b3de4355555557", "333333333.33333343")]
    [InlineData("becbf647612f3696", "-0.0000033333333333333333")]
    [InlineData("43143ff3c1cb0959", "1424953923781206.2")]
    public void A_number_is_written_as_the_RFC_samples_say(string bits, string text) =>
        Assert.Equal(text, CanonicalJson.NumberText(BitConverter.UInt64BitsToDouble(ulong.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_JSON_has_no_number_for_is_refused(double number) =>
        Assert.Throws<FormatException>(() => CanonicalJson.NumberText(number));

    [Fact]
    public void The_sample_of_the_RFC_has_the_bytes_of_the_RFC()
    {
        const string Input = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """;
        const string Hex =
            "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e333333333333332c" +
            "31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e412742" +
            "5c225c5c5c5c5c222f227d";

        Assert.Equal(Hex, Convert.ToHexStringLower(CanonicalJson.Of(Json(Input))));
    }

    [Fact]
    public void Names_are_ordered_by_UTF16_units()
    {
        const string Input = """
            {"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
             "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}
            """;

        var written = Json(CanonicalJson.TextOf(Json(Input))).EnumerateObject().Select(member => member.Value.GetString());

        Assert.Equal(
            [
                "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face",
                "Hebrew Letter Dalet With Dagesh",
            ],
            written);
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""", "")]
    [InlineData("""{"x":[{"a":1,"a":1}]}""", ".x[0]")]
    [InlineData("""["\ud800"]""", "[0]")]
    [InlineData("""{"\udc00":1}""", "")]
    [InlineData("""{"max":1e400}""", ".max")]
    public void What_has_no_canonical_form_is_refused_with_its_place(string json, string path)
    {
        Assert.Throws<FormatException>(() => CanonicalJson.Of(Json(json)));
        Assert.Equal(path, CanonicalJson.Problem(Json(json))?.Path);
    }

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("-9007199254740993")]
    [InlineData("3.14159265358979323846")]
    [InlineData("12345678901234567890")]
    [InlineData("1e-400")]
    public void A_number_that_a_double_would_change_is_a_problem(string number)
    {
        var problem = CanonicalJson.Problem(Json($"{{\"a\":[0,{number}]}}"));

        Assert.Equal(".a[1]", problem?.Path);
        Assert.Contains(number, problem!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.1", "0.1")]
    [InlineData("-0.0", "0")]
    [InlineData("1.50", "1.5")]
    [InlineData("1e2", "100")]
    [InlineData("9007199254740992", "9007199254740992")]
    [InlineData("100000000000000000000", "100000000000000000000")]
    [InlineData("0e99999999999", "0")]
    public void A_number_that_keeps_its_value_is_none(string number, string written)
    {
        Assert.Null(CanonicalJson.Problem(Json(number)));
        Assert.Equal(written, CanonicalJson.TextOf(Json(number)));
    }

    [Fact]
    public void A_record_of_the_product_with_a_number_that_would_not_survive_is_refused() =>
        Assert.Throws<FormatException>(() => CanonicalJson.OfRecord(new Numbered(long.MaxValue)));

    [Fact]
    public void A_record_is_written_by_its_members_names() =>
        Assert.Equal("""{"b":[1,2],"zeta":"x"}""", Encoding.UTF8.GetString(CanonicalJson.OfRecord(new { Zeta = "x", B = new[] { 1, 2 }, Absent = (string?)null })));

    [Fact]
    public void Reading_the_canonical_form_gives_the_value_back() =>
        JsonText.Sample(json =>
        {
            var value = Json(json);
            return JsonElement.DeepEquals(value, Json(CanonicalJson.TextOf(value)));
        });

    [Fact]
    public void The_canonical_form_of_the_canonical_form_is_itself() =>
        JsonText.Sample(json =>
        {
            var once = CanonicalJson.TextOf(Json(json));
            return once == CanonicalJson.TextOf(Json(once));
        });

    [Fact]
    public void The_order_of_names_and_white_space_do_not_matter() =>
        Gen.Select(Gen.Dictionary(Name, JsonText)[0, 6], Gen.Int).Sample((members, seed) =>
        {
            var written = members.Select(member => $"{JsonSerializer.Serialize(member.Key)} : {member.Value}").ToArray();
            var turned = written.OrderBy(text => HashCode.Combine(seed, text)).ToArray();
            return CanonicalJson.TextOf(Json($"{{{string.Join(',', written)}}}")) == CanonicalJson.TextOf(Json($"{{ {string.Join(" ,\n", turned)} }}"));
        });

    private static readonly Gen<string> Name = Gen.OneOf(Gen.Char.AlphaNumeric.Array[0, 4].Select(units => new string(units)), Text());

    private static readonly Gen<string> JsonText = Gen.Recursive<string>((depth, self) => depth > 3
        ? Scalar
        : Gen.OneOf(
            Scalar,
            self.Array[0, 4].Select(elements => $"[{string.Join(',', elements)}]"),
            Gen.Dictionary(Name, self)[0, 4].Select(members =>
                $"{{{string.Join(',', members.Select(member => $"{JsonSerializer.Serialize(member.Key)}:{member.Value}"))}}}")));

    private static Gen<string> Scalar => Gen.OneOf(
        Gen.OneOf(Gen.Const("true"), Gen.Const("false"), Gen.Const("null")),
        Gen.Double.Where(double.IsFinite).Select(number => number.ToString("R", CultureInfo.InvariantCulture)),
        Gen.Int.Select(number => number.ToString(CultureInfo.InvariantCulture)),
        Text().Select(text => JsonSerializer.Serialize(text)));

    private static Gen<string> Text() => Gen.Int[0, 0x10FFFF].Where(point => point is < 0xD800 or > 0xDFFF).Select(char.ConvertFromUtf32)
        .Array[0, 5].Select(string.Concat);

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private sealed record Numbered(long Position);
}
