using FunctionsMigrator.Adapters.Checks;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Adapters.Proposals;

/// <summary>
/// Merge requests of GitLab
/// (https://docs.gitlab.com/api/commits/#create-a-commit-with-multiple-files-and-actions, https://docs.gitlab.com/api/merge_requests/). The token has the scope <c>api</c>.
/// </summary>
public sealed class GitLabProposals : RestProposals
{
    private readonly string _project;

    /// <param name="repository">The repository's address; the interface is at its host's root.</param>
    /// <param name="token">The token.</param>
    /// <param name="time">The clock by which answers are waited for.</param>
    public GitLabProposals(Uri repository, string token, TimeProvider time)
        : base(new Uri(repository, "/api/v4/"), time, headers => headers.Add("PRIVATE-TOKEN", token)) =>
        _project = $"projects/{Uri.EscapeDataString(Uri.UnescapeDataString(CheckPaths.RepositoryOf(repository)))}";

    private protected override Task<Outcome<string>> TargetAsync(CancellationToken cancellation) =>
        GetAsync("look at the repository", _project, static json => Text(json, "default_branch"), cancellation);

    private protected override Task<Outcome<Uri?>> FindAsync(string branch, CancellationToken cancellation) => GetAsync(
        $"look for an open merge request of branch {branch}",
        $"{_project}/merge_requests?state=opened&source_branch={Uri.EscapeDataString(branch)}&per_page=1",
        static json => json.EnumerateArray().Select(request => Address(Text(request, "web_url"))).FirstOrDefault(),
        cancellation);

    private protected override Task<Outcome<bool>> CommitAsync(Proposal proposal, CancellationToken cancellation) => PostAsync(
        $"make branch {proposal.Branch} with its commit",
        $"{_project}/repository/commits",
        new
        {
            branch = proposal.Branch,
            start_sha = proposal.Parent,
            commit_message = proposal.Message,
            author_name = proposal.Author.Name,
            author_email = proposal.Author.Email,
            actions = proposal.Files.OrderBy(file => file.Path, StringComparer.Ordinal).Select(Action),
        },
        static json => Text(json, "id").Length > 0,
        cancellation);

    private protected override Task<Outcome<Uri>> RequestAsync(Proposal proposal, string into, string step, CancellationToken cancellation) => PostAsync(
        step,
        $"{_project}/merge_requests",
        new { source_branch = proposal.Branch, target_branch = into, title = proposal.Title, description = proposal.Body, remove_source_branch = true },
        static json => Address(Text(json, "web_url")),
        cancellation);

    private static object Action(ProposedFile file) => file.Content is { } content
        ? new { action = file.IsNew ? "create" : "update", file_path = file.Path, content = Convert.ToBase64String(content), encoding = "base64" }
        : new { action = "delete", file_path = file.Path };
}
