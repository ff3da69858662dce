using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Architecture.Tests;

public sealed class ArrowTests
{
    [Fact]
    public void Every_project_has_its_place_in_the_design()
    {
        Assert.Empty(Projects.Existing.Except(Projects.Arrows.Keys));
    }

    [Fact]
    public void Projects_reference_only_what_the_design_allows()
    {
        var wrong =
            from project in Projects.Existing
            from reference in Projects.Referenced(Projects.File(project), "ProjectReference")
            let name = Path.GetFileNameWithoutExtension(reference.Replace('\\', '/'))
            where !Projects.Arrows[project].Contains(name)
            select $"{project} -> {name}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Assemblies_use_only_what_the_design_allows()
    {
        var ours = Projects.Assemblies.ToDictionary(assembly => assembly.GetName().Name!, Projects.NameOf);
        var wrong =
            from assembly in Projects.Assemblies
            from reference in assembly.GetReferencedAssemblies()
            where ours.ContainsKey(reference.Name!) && !Projects.Arrows[Projects.NameOf(assembly)].Contains(ours[reference.Name!])
            select $"{Projects.NameOf(assembly)} -> {reference.Name}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void The_solution_names_every_project_but_those_whose_packages_are_not_on_every_feed()
    {
        var onDisk = new[] { "src", "tests", "bench" }
            .Select(folder => Path.Combine(SourceFolders.Repository, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*.csproj", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(SourceFolders.Repository, file).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal))
            .Except(Projects.OutsideOfTheSolution)
            .Order(StringComparer.Ordinal);

        Assert.Equal(onDisk, Projects.InSolution().Order(StringComparer.Ordinal));
    }
}
