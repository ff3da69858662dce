using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Architecture.Tests;

/// <summary>The projects of the product, and which of them each may use: the arrows of the design.</summary>
internal static class Projects
{
    public const string Core = "FunctionsMigrator.Core";
    private const string Engine = "FunctionsMigrator.Engine";
    private const string Adapters = "FunctionsMigrator.Adapters";
    private const string Web = "FunctionsMigrator.Web";
    private const string Cli = "FunctionsMigrator.Cli";
    public const string Functions = "FunctionsMigrator.Functions";

    /// <summary>What a build of the solution leaves out: their packages are on the public feed, and not on every other one.</summary>
    public static readonly IReadOnlyList<string> OutsideOfTheSolution =
        ["src/FunctionsMigrator.Functions/FunctionsMigrator.Functions.csproj", "tests/FunctionsMigrator.Functions.HostTests/FunctionsMigrator.Functions.HostTests.csproj"];

    public static readonly IReadOnlyDictionary<string, string[]> Arrows = new Dictionary<string, string[]>
    {
        [Core] = [],
        [Engine] = [Core],
        [Adapters] = [Core],
        [Web] = [Core],
        [Cli] = [Core, Engine, Adapters, Web],
        [Functions] = [Core, Adapters, Web],
    };

    /// <summary>The projects that exist, by name.</summary>
    public static IReadOnlyList<string> Existing =>
        [.. Directory.GetDirectories(Path.Combine(SourceFolders.Repository, "src")).Where(folder => Directory.GetFiles(folder, "*.csproj").Length > 0).Select(folder => Path.GetFileName(folder)!).Order()];

    /// <summary>Those whose assemblies stand beside this one: all but the host in Azure, which is built where its packages are.</summary>
    public static IReadOnlyList<Assembly> Assemblies => [.. Existing.Where(name => name != Functions).Select(name => Assembly.Load(name == Cli ? "fm" : name))];

    public static string NameOf(Assembly assembly) => assembly.GetName().Name == "fm" ? Cli : assembly.GetName().Name!;

    public static XDocument File(string project) => XDocument.Load(Path.Combine(SourceFolders.Repository, "src", project, project + ".csproj"));

    public static IEnumerable<string> Referenced(XDocument project, string element) =>
        project.Descendants(element).Select(reference => reference.Attribute("Include")!.Value);

    /// <summary>The projects that the solution names, as paths with forward slashes.</summary>
    public static IEnumerable<string> InSolution() =>
        Regex.Matches(System.IO.File.ReadAllText(Path.Combine(SourceFolders.Repository, "FunctionsMigrator.sln")), "\"([^\"]+\\.csproj)\"")
            .Select(match => match.Groups[1].Value.Replace('\\', '/'));
}
