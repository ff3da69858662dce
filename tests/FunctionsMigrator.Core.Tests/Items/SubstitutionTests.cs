using System.Text.Json;
using CsCheck;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items.Variables;

namespace FunctionsMigrator.Core.Tests.Items;

public sealed class SubstitutionTests
{
    private static readonly IReadOnlyDictionary<string, JsonElement> Variables =
        DesiredRepository.Map("""{ "name": "ada", "n": 25, "price": 49.90, "on": true, "list": [1, "${x}"], "none": null, "a.b-c_1": "dots" }""");

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("${name}", "ada")]
    [InlineData("${name}${name}", "adaada")]
    [InlineData("Hi ${name}, ${n} of ${price}: ${on} ${a.b-c_1}", "Hi ada, 25 of 49.90: true dots")]
    [InlineData("$${name}", "${name}")]
    [InlineData("$$${name}", "$${name}")]
    [InlineData("$${name} ${name} $${n}", "${name} ada ${n}")]
    [InlineData("costs $5, ${\nand {name}", "costs $5, ${\nand {name}")]
    public void Names_in_a_text_are_replaced_and_two_dollar_signs_stand_for_one(string text, string replaced) =>
        Assert.Equal(replaced, Substitution.Text(text, Variables, new Place("f")).Value);

    [Theory]
    [InlineData("\"${n}\"", "25")]
    [InlineData("\"${list}\"", """[1,"${x}"]""")]
    [InlineData("\"${none}\"", "null")]
    [InlineData("\"n is ${n}\"", "\"n is 25\"")]
    [InlineData("\"$${n}\"", "\"${n}\"")]
    [InlineData("""{ "${n}": ["${on}", 1.50, { "a": "x${name}" }], "b": null }""", """{"${n}":[true,1.50,{"a":"xada"}],"b":null}""")]
    [InlineData("1.50", "1.50")]
    public void A_value_that_is_one_variable_takes_its_type(string json, string replaced)
    {
        var value = Substitution.Value(JsonDocument.Parse(json).RootElement, Variables, new Place("f", 1), "x").Value;

        Assert.Equal(replaced, JsonSerializer.Serialize(value, FmJson.Line));
    }

    [Fact]
    public void An_unknown_name_is_found_where_it_stands_in_a_file_with_the_known_names()
    {
        var outcome = Substitution.Text("one\n  ${nam} ${name}\n${zzz}", Variables, new Place("f.sql"));

        Assert.Equal(["VAL100 f.sql:2:3", "VAL100 f.sql:3:1"], DesiredRepository.Found(outcome));
        Assert.Contains("'nam'. Did you mean 'name'? Known here: a.b-c_1, list, n, name", outcome.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_in_a_value_says_where_in_the_value()
    {
        var outcome = Substitution.Value(JsonDocument.Parse("""{ "a": [1, "${x}"] }""").RootElement, Variables, new Place("f.yaml", 7, 2), "settings.s");

        Assert.Equal(["VAL100 f.yaml:7:2"], DesiredRepository.Found(outcome));
        Assert.StartsWith("settings.s.a[1]: ", outcome.Findings[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a ${list}")]
    [InlineData("a ${none}")]
    public void What_is_no_text_does_not_stand_in_a_text(string text) =>
        Assert.Equal(["VAL101 f:1:3"], DesiredRepository.Found(Substitution.Text(text, Variables, new Place("f"))));

    [Fact]
    public void What_was_replaced_is_not_replaced_again() =>
        Gen.String.Array[0, 4].Sample(parts =>
        {
            var value = string.Join("${v}", parts);
            var variables = new Dictionary<string, JsonElement> { ["v"] = JsonSerializer.SerializeToElement(value) };

            // JSON holds no half of a surrogate pair.
            var expected = variables["v"].GetString();
            return Substitution.Text("${v}", variables, new Place("f")).Value == expected;
        });

    [Fact]
    public void Escaped_text_comes_out_as_it_was() =>
        Gen.String.Sample(text => Substitution.Text(text.Replace("${", "$${", StringComparison.Ordinal), Variables, new Place("f")).Value == text);
}
