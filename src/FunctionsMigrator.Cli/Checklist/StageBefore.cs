using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Checklist;

/// <summary>The environment that a bundle goes through before, and its run of this bundle.</summary>
/// <param name="Environment">Its name.</param>
/// <param name="Run">The newest run that brought the bundle there for good; one that changed nothing only where no other did. Null: none.</param>
/// <param name="Other">Where there is none: the newest run with the bundle that did not stay.</param>
internal sealed record StageBefore(string Environment, RunRecord? Run, RunRecord? Other)
{
    /// <summary>Finds it by the policy's promotion rule, else by the order of a branch; null for the first environment.</summary>
    public static async Task<StageBefore?> FindAsync(ChecklistSubject subject, CancellationToken cancellation)
    {
        var repository = subject.Repository!;
        var policy = repository.Environments[subject.Environment].Policy;
        var before = (policy is null ? null : repository.Policies[policy].Promotion?.From) ?? repository.Repository.Branches.Values
            .Select(branch => (branch, at: branch.ToList().IndexOf(subject.Environment)))
            .Where(found => found.at > 0).Select(found => found.branch[found.at - 1]).FirstOrDefault();
        if (before is null)
        {
            return null;
        }

        var bundle = BundleStore.DigestOf(repository.Manifest.Where(entry => !entry.IsPolicy));
        var runs = new List<RunRecord>();
        await foreach (var run in subject.Host.Migrator.ListAsync(new RunFilter(before, Limit: int.MaxValue), cancellation))
        {
            if (run.Bundle == bundle && run.Reverts is null)
            {
                runs.Add(run);
            }
        }

        var good = runs.Where(run => run.State.IsGood() && run.TakenBackBy is null).ToList();
        return new StageBefore(before, good.FirstOrDefault(run => run.State is RunState.Completed) ?? good.FirstOrDefault(), runs.FirstOrDefault());
    }
}
