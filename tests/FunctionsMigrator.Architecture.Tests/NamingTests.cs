using System.Text.RegularExpressions;

namespace FunctionsMigrator.Architecture.Tests;

public sealed partial class NamingTests
{
    [Fact]
    public void No_type_is_named_by_a_word_that_says_nothing()
    {
        var named = Projects.Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.Namespace?.StartsWith("FunctionsMigrator", StringComparison.Ordinal) == true && SaysNothing().IsMatch(type.Name))
            .Select(type => type.FullName);

        Assert.Empty(named);
    }

    [Theory]
    [InlineData("PlanManager")]
    [InlineData("PathHelper")]
    [InlineData("StringUtils")]
    [InlineData("Helpers")]
    [InlineData("ItemUtil`1")]
    public void A_name_that_says_nothing_is_recognised(string name)
    {
        Assert.Matches(SaysNothing(), name);
    }

    [GeneratedRegex("(Manager|Helper|Util|Utility|Utilitie)s?(`[0-9]+)?$")]
    private static partial Regex SaysNothing();
}
