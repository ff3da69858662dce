using System.Text.Json;

namespace FunctionsMigrator.Adapters.Checks;

/// <summary>What the interfaces have in common.</summary>
internal static class CheckPaths
{
    /// <summary>The path of a repository, as its address has it: <c>example/shop</c>.</summary>
    public static string RepositoryOf(Uri repository)
    {
        var path = repository.AbsolutePath.Trim('/');
        return path.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? path[..^4] : path;
    }

    /// <summary>The path of a repository's project at Azure DevOps, and the repository's name.</summary>
    /// <exception cref="ArgumentException">The address is no repository of Azure DevOps.</exception>
    public static (string Project, string Name) AzureDevOpsOf(Uri repository)
    {
        var parts = ("/" + RepositoryOf(repository)).Split("/_git/");
        var project = parts.Length == 2 ? parts[0].Trim('/') : throw new ArgumentException("The address of a repository of Azure DevOps has /_git/ in it.", nameof(repository));

        // The repository that has its project's name leaves that out.
        return (project.Contains('/', StringComparison.Ordinal) || repository.Host.EndsWith(".visualstudio.com", StringComparison.OrdinalIgnoreCase) ? project : $"{project}/{parts[1]}", parts[1]);
    }

    /// <summary>A time; null where there is none.</summary>
    public static DateTimeOffset? TimeOf(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.String ? member.GetDateTimeOffset() : null;
}
