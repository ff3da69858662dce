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

    /// <summary>A time; null where there is none.</summary>
    public static DateTimeOffset? TimeOf(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.String ? member.GetDateTimeOffset() : null;
}
