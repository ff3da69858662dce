using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Operations;

/// <summary>Asks git, and not the provider, whether anything that a branch gained counts by the repository's <c>pushes:</c>.</summary>
internal sealed class PushFilter(IGitSource git)
{
    private const int MostCommits = 5_000;

    /// <summary>Why what came between two commits starts no run; null: it does. What cannot be compared does.</summary>
    public async Task<string?> WhyNothingAsync(PushRules rules, string repository, string before, string after, CancellationToken cancellation)
    {
        if (rules is { Paths.Count: 0, Ignore.Count: 0 } || before == after)
        {
            return null;
        }

        var range = await git.RangeAsync(repository, before, after, MostCommits, cancellation);
        if (!range.TryGet(out var commits) || commits.Count is 0 or >= MostCommits)
        {
            return null;
        }

        PathPattern[] counted = [.. rules.Paths.Select(pattern => new PathPattern(pattern))];
        PathPattern[] ignored = [.. rules.Ignore.Select(pattern => new PathPattern(pattern))];
        return commits.SelectMany(commit => commit.ChangedPaths).Any(Counts) ? null : $"nothing from {before[..7]} to {after[..7]} counts by `pushes:` of migrator.yaml";

        bool Counts(string path) => (counted.Length == 0 || counted.Any(pattern => pattern.Matches(path))) && !ignored.Any(pattern => pattern.Matches(path));
    }
}
