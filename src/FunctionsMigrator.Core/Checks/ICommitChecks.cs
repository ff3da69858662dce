using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Checks;

/// <summary>Reads the results of checks from the git provider of the host's repository, and from nowhere else.</summary>
public interface ICommitChecks
{
    /// <summary>
    /// All results for exactly this commit, of every check; several of one name where several systems use it. None is an empty list. What keeps them from being read now is
    /// <c>CHK005</c>.
    /// </summary>
    Task<Outcome<IReadOnlyList<CheckResult>>> ReadAsync(string commit, CancellationToken cancellation);
}
