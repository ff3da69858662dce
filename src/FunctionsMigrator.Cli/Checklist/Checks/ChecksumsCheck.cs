using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.Checklist.Checks;

/// <summary><c>checksums.lock</c> is there and fits the files.</summary>
internal sealed class ChecksumsCheck : IChecklistCheck
{
    /// <inheritdoc/>
    public string Name => "checksums";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ChecklistLine>> RunAsync(ChecklistSubject subject, CancellationToken cancellation)
    {
        if (subject.Repository is not { } repository)
        {
            return this.Unread();
        }

        var findings = await ChecksumsLock.CheckAsync(repository, cancellation);
        var bundle = BundleStore.DigestOf(repository.Manifest.Where(entry => !entry.IsPolicy));
        return
        [
            findings.Count == 0
                ? this.Pass($"{ChecksumsLock.FileName} fits {PlanWords.Count(ChecksumsLock.Of(repository.Manifest).Lines.Count, "file")}; bundle {bundle.Short}")
                : this.Fail(findings),
        ];
    }
}
