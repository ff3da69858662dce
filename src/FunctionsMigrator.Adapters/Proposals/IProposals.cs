using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Adapters.Proposals;

/// <summary>
/// Offers a change for review where the repository lives: branch, commit and pull request (GitLab says merge request) are made over the provider's interface, so no credentials of git are
/// needed. Where a request of the branch is open already, it is named and nothing is written. A branch that was made stays when the request cannot be opened, and the finding says so.
/// Every failure is a finding (<c>DRF007</c>, <c>DRF012</c> to <c>DRF016</c>) that names the host, what it did not do and why; neither the token nor a word of an answer stands in it.
/// </summary>
public interface IProposals : IDisposable
{
    /// <summary>Makes branch, commit and request towards the repository's default branch. Waits at most thirty seconds for each answer.</summary>
    Task<Outcome<OpenedProposal>> OpenAsync(Proposal proposal, CancellationToken cancellation);
}
