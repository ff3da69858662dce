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
}
