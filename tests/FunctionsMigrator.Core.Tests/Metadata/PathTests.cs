using System.Text.RegularExpressions;
using CsCheck;
using FunctionsMigrator.Core.Metadata;

namespace FunctionsMigrator.Core.Tests.Metadata;

public sealed class PathTests
{
    [Theory]
    [InlineData("metadata/orders/orders.yaml", "sql", "metadata/orders/sql")]
    [InlineData("metadata/orders/orders.yaml", "./sql/", "metadata/orders/sql")]
    [InlineData("metadata/orders/orders.yaml", ".", "metadata/orders")]
    [InlineData("migrator.yaml", ".", "")]
    [InlineData("migrator.yaml", "a/b.csv", "a/b.csv")]
    [InlineData("migrator.yaml", "a b/..c", "a b/..c")]
    public void A_path_is_relative_to_its_document(string file, string path, string expected) =>
        Assert.Equal(expected, RepositoryPath.Resolve(file, path));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("../secret.csv")]
    [InlineData("a/../../secret.csv")]
    [InlineData("a//b")]
    [InlineData("a\\b")]
    [InlineData("C:/a")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    public void A_path_that_could_leave_its_folder_is_refused(string path) => Assert.Null(RepositoryPath.Resolve("metadata/x.yaml", path));

    [Theory]
    [InlineData("**", "a", true)]
    [InlineData("**", "a/b/c.html", true)]
    [InlineData("**/*.html", "a.html", true)]
    [InlineData("**/*.html", "de/a.html", true)]
    [InlineData("**/*.html", "de/a.htm", false)]
    [InlineData("*.html", "de/a.html", false)]
    [InlineData("de/*", "de/a.html", true)]
    [InlineData("de/*", "de/x/a.html", false)]
    [InlineData("de/**", "de/x/a.html", true)]
    [InlineData("de/**", "de", false)]
    [InlineData("a/**/b", "a/b", true)]
    [InlineData("a/**/b", "a/x/y/b", true)]
    [InlineData("?.txt", "a.txt", true)]
    [InlineData("?.txt", "ab.txt", false)]
    [InlineData("a+b.[x]", "a+b.[x]", true)]
    [InlineData("A", "a", false)]
    [InlineData("../*", "a", false)]
    public void A_pattern_matches_whole_paths(string pattern, string path, bool expected) =>
        Assert.Equal(expected, new PathPattern(pattern).Matches(path));

    [Fact]
    public void A_pattern_matches_what_the_regular_expression_of_its_meaning_matches() => Gen.Select(Gen.String[Gen.Char["ab*?/.\\+["], 0, 9], Gen.String[Gen.Char["ab/.\\+[*\n"], 0, 9]).Sample(
        (pattern, path) => Assert.Equal(Regex.IsMatch(path, Meaning(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), new PathPattern(pattern).Matches(path)), iter: 20_000);

    [Fact]
    public void A_hostile_pattern_takes_no_longer_than_its_length_times_the_path()
    {
        var pattern = string.Join('/', Enumerable.Repeat("**/*a*a*a*a*a*a*a*b", 20));

        Assert.False(new PathPattern(pattern).Matches(string.Join('/', Enumerable.Repeat(new string('a', 60), 60))));
    }

    private static string Meaning(string pattern)
    {
        var segments = pattern.Split('/');
        return "\\A" + string.Concat(segments.Select((segment, i) => (segment, Last: i == segments.Length - 1)).Select(of =>
            of.segment == "**" ? of.Last ? "[\\s\\S]+" : "(?:[^/]+/)*"
            : string.Concat(of.segment.Select(character => character switch { '*' => "[^/]*", '?' => "[^/]", _ => Regex.Escape($"{character}") })) + (of.Last ? "" : "/"))) + "\\z";
    }
}
