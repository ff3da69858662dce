using System.Xml.Linq;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Architecture.Tests;

/// <summary>
/// Where the packages of Azure Functions are not on the feed, the app's sources are compiled against declarations of them. Nothing of that may get into an app
/// that somebody deploys.
/// </summary>
public sealed class DeclarationTests
{
    private const string Declarations = "FunctionsMigrator.Functions.Declarations";
    private const string Checked = "FunctionsMigrator.Functions.Checked";

    private static readonly string[] BuildFiles = ["*.csproj", "*.props", "*.targets", "*.rsp"];

    [Fact]
    public void The_product_knows_neither_the_declarations_nor_any_other_test_project()
    {
        var product = Files("src").Concat(BuildFiles.SelectMany(pattern => Directory.GetFiles(SourceFolders.Repository, pattern)));

        Assert.DoesNotContain(
            product.Select(File.ReadAllText), text => text.Contains("Declarations", StringComparison.Ordinal) || text.Contains(Checked, StringComparison.Ordinal));
        Assert.DoesNotContain(Files("src").Select(XDocument.Load), file => Projects.Referenced(file, "ProjectReference").Any(path => path.Contains("tests", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_app_takes_the_real_packages_under_no_condition()
    {
        var app = Projects.File(Projects.Functions);

        Assert.Contains("Microsoft.Azure.Functions.Worker", Projects.Referenced(app, "PackageReference"));
        Assert.Contains("Microsoft.Azure.Functions.Worker.Extensions.DurableTask", Projects.Referenced(app, "PackageReference"));
        Assert.DoesNotContain(app.Descendants().Attributes("Condition"), condition => condition.Value.Contains("FunctionsPackages", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_the_checked_sources_and_their_tests_see_the_declarations()
    {
        var seeing = Files("src", "tests", "bench")
            .Where(file => Projects.Referenced(XDocument.Load(file), "ProjectReference").Any(path => path.Contains(Declarations, StringComparison.Ordinal) || path.Contains(Checked, StringComparison.Ordinal)))
            .Select(file => Path.GetFileNameWithoutExtension(file));

        Assert.Equal([Checked, "FunctionsMigrator.Functions.Tests", "FunctionsMigrator.Infra.Tests"], seeing.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(Declarations)]
    [InlineData(Checked)]
    public void What_stands_in_for_the_app_cannot_be_published(string project)
    {
        var file = XDocument.Load(Path.Combine(SourceFolders.Repository, "tests", project, project + ".csproj"));

        Assert.Equal("false", file.Descendants("IsPublishable").Single().Value);
        Assert.Empty(file.Descendants("AssemblyName"));
    }

    private static IEnumerable<string> Files(params string[] folders) =>
        from folder in folders
        from pattern in BuildFiles
        from file in Directory.GetFiles(Path.Combine(SourceFolders.Repository, folder), pattern, SearchOption.AllDirectories)
        let path = file.Replace('\\', '/')
        where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
        select file;
}
