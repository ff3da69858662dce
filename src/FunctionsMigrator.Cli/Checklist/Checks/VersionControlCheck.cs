using System.Globalization;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.Checklist.Checks;

/// <summary>The metadata is in a commit, and what lies in the folder is that commit.</summary>
internal sealed class VersionControlCheck : IChecklistCheck
{
    private const int Named = 5;

    /// <inheritdoc/>
    public string Name => "version-control";

    /// <inheritdoc/>
    public Task<IReadOnlyList<ChecklistLine>> RunAsync(ChecklistSubject subject, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<ChecklistLine>>([Look(subject)]);

    private ChecklistLine Look(ChecklistSubject subject)
    {
        if (!subject.Commit.TryGet(out var commit))
        {
            return this.Fail(subject.Commit.Findings);
        }

        var what = string.Create(CultureInfo.InvariantCulture, $"commit {commit.Sha[..7]} of {commit.Author.Name}, {commit.When.UtcDateTime:yyyy-MM-dd HH:mm}Z");
        if (subject.Request.Revision is { } revision)
        {
            return this.Pass($"{what}, named by {revision}; the work tree was not looked at");
        }

        var folder = subject.Host.Parts.Folder.Path;
        var changed = GitWorkTree.Changed(folder);
        if (!changed.TryGet(out var paths))
        {
            return this.Fail(changed.Findings);
        }

        var more = paths.Count > Named ? $" and {paths.Count - Named} more" : "";
        return paths.Count == 0
            ? this.Pass($"{what}, {(GitWorkTree.Branch(folder) is { } branch ? $"on {branch}" : "not on a branch")}; nothing else in the work tree")
            : this.Fail(
                $"{PlanWords.Count(paths.Count, "path")} {(paths.Count == 1 ? "differs" : "differ")} from {commit.Sha[..7]}: {string.Join(", ", paths.Take(Named))}{more}",
                "Commit them, or take them back; a run reads the commit only.");
    }
}
