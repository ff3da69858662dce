using System.Text.RegularExpressions;
using CsCheck;
using FunctionsMigrator.Core.Metadata;

namespace FunctionsMigrator.Core.Tests.Metadata;

public sealed class WildcardsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_text_fits_exactly_when_the_same_regular_expression_says_so(bool marks)
    {
        var pattern = Gen.Char["ab*?"].Array[0, 6].Select(characters => new string(characters));
        var text = Gen.Char["ab?"].Array[0, 6].Select(characters => new string(characters));

        Gen.Select(pattern, text).Sample((written, tried) => Assert.Equal(Regex.IsMatch(tried, Same(written, marks)), Wildcards.Fit(written, tried, marks)));
    }

    private static string Same(string pattern, bool marks)
    {
        var same = Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal);
        return $"^{(marks ? same.Replace(@"\?", ".", StringComparison.Ordinal) : same)}$";
    }
}
