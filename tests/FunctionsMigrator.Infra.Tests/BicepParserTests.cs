using FunctionsMigrator.Infra.Tests.Bicep;

namespace FunctionsMigrator.Infra.Tests;

/// <summary>The reader of these tests: what it does not understand it refuses, with file and line.</summary>
public sealed class BicepParserTests
{
    [Fact]
    public void Declarations_are_read_with_their_lines()
    {
        var file = BicepParser.Read("a.bicep", """
            // a remark
            @description('What it is.')
            @minValue(1)
            param days int = 7
            var names = [
              'a'
              'b'
            ]
            resource things 'Some.Type/things@2024-01-01' = [for (name, i) in names: if (days > 1) {
              name: 'x-${name}-${i}'
              properties: {
                on: !empty(name) ? true : null
              }
            }]
            output first string = things[0].properties.id
            """);

        var thing = Assert.Single(file.Resources);
        Assert.Equal(("Some.Type/things", "2024-01-01", 9), (thing.Type, thing.Version, thing.Line));
        Assert.Equal(("name", "i"), (thing.Loop!.Item, thing.Loop.Index));
        Assert.IsType<BicepOperation>(thing.Condition);
        Assert.Null(Assert.IsType<BicepText>(thing.Body.Find("name")).Value);
        Assert.Equal(2, Assert.IsType<BicepText>(thing.Body.Find("name")).Parts.Count);
        Assert.Equal(["description", "minValue"], Assert.Single(file.Params).Decorators.Select(decorator => decorator.Function));
        Assert.Equal(15, Assert.Single(file.Outputs).Line);
    }

    [Theory]
    [InlineData("param a string\nparm b string\n", "a.bicep:2: a declaration 'parm' is not understood")]
    [InlineData("param a strin\n", "a.bicep:1: the type 'strin' is not understood")]
    [InlineData("var a = {\n  b: 1 c: 2\n}\n", "a.bicep:2: a line end or '}' was expected, not 'c'")]
    [InlineData("var a = {\n  b: 1\n  b: 2\n}\n", "a.bicep:3: 'b' stands twice")]
    [InlineData("var a = 'b\n", "a.bicep:1: a string is not closed")]
    [InlineData("var a = '${b'\n", "a.bicep:1: a string is not closed")]
    [InlineData("var a = '''b'''\n", "a.bicep:1: strings over several lines are not understood here")]
    [InlineData("var a = 1 var b = 2\n", "a.bicep:1: the end of the line was expected, not 'var'")]
    [InlineData("\nvar a = ;\n", "a.bicep:2: the character ';' is not understood")]
    [InlineData("resource a 'Some.Type/things' = {\n}\n", "a.bicep:1: a resource without a version of its type is not understood")]
    [InlineData("resource a 'Some.Type/things@1' = [for b in c {\n}]\n", "a.bicep:1: ':' was expected, not '{'")]
    [InlineData("@secure()\noutput a string = 'b'\n", "a.bicep:2: a decorator in front of 'output' is not understood")]
    [InlineData("import 'x'\n", "a.bicep:1: a declaration 'import' is not understood")]
    public void What_is_not_understood_is_refused_with_its_place(string text, string message)
    {
        Assert.Equal(message, Assert.Throws<BicepSyntaxException>(() => BicepParser.Read("a.bicep", text)).Message);
    }
}
