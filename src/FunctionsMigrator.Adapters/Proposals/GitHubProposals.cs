using System.Net.Http.Headers;
using System.Text.Json;
using FunctionsMigrator.Adapters.Checks;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Adapters.Proposals;

/// <summary>
/// Pull requests of GitHub and GitHub Enterprise Server
/// (https://docs.github.com/en/rest/git/commits, https://docs.github.com/en/rest/pulls/pulls). The token may write contents and pull requests.
/// </summary>
public sealed class GitHubProposals : RestProposals
{
    private readonly string _repository;

    /// <param name="repository">The repository's address.</param>
    /// <param name="token">The token.</param>
    /// <param name="time">The clock by which answers are waited for.</param>
    public GitHubProposals(Uri repository, string token, TimeProvider time)
        : base(
            repository.Host.Equals("github.com", StringComparison.OrdinalIgnoreCase) ? new Uri("https://api.github.com/") : new Uri(repository, "/api/v3/"),
            time,
            headers =>
            {
                headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.github+json"));
                headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }) =>
        _repository = $"repos/{CheckPaths.RepositoryOf(repository)}";

    private protected override Task<Outcome<string>> TargetAsync(CancellationToken cancellation) =>
        GetAsync("look at the repository", _repository, static json => Text(json, "default_branch"), cancellation);

    private protected override Task<Outcome<Uri?>> FindAsync(string branch, CancellationToken cancellation) => GetAsync(
        $"look for an open pull request of branch {branch}",
        $"{_repository}/pulls?state=open&head={_repository.Split('/')[1]}:{Uri.EscapeDataString(branch)}&per_page=1",
        static json => json.EnumerateArray().Select(request => Address(Text(request, "html_url"))).FirstOrDefault(),
        cancellation);

    private protected override async Task<Outcome<bool>> CommitAsync(Proposal proposal, CancellationToken cancellation)
    {
        var parent = await GetAsync(
            $"find commit {proposal.Parent[..7]}", $"{_repository}/git/commits/{proposal.Parent}", static json => Text(json.GetProperty("tree"), "sha"), cancellation);
        if (!parent.TryGet(out var tree))
        {
            return parent.As<bool>();
        }

        var entries = new List<object>();
        foreach (var file in proposal.Files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            var blob = file.Content is null ? Outcome.Of<string?>(null) : await BlobAsync(file.Content, cancellation);
            if (!blob.TryGet(out var sha))
            {
                return blob.As<bool>();
            }

            entries.Add(new { path = file.Path, mode = "100644", type = "blob", sha });
        }

        var made = await PostAsync("store the files", $"{_repository}/git/trees", new { base_tree = tree, tree = entries }, Sha, cancellation);
        if (!made.TryGet(out var root))
        {
            return made.As<bool>();
        }

        var author = new { name = proposal.Author.Name, email = proposal.Author.Email, date = proposal.Instant };
        var committed = await PostAsync("commit", $"{_repository}/git/commits", new { message = proposal.Message, tree = root, parents = new[] { proposal.Parent }, author }, Sha, cancellation);
        return committed.TryGet(out var commit)
            ? await PostAsync($"make branch {proposal.Branch}", $"{_repository}/git/refs", new { @ref = $"refs/heads/{proposal.Branch}", sha = commit }, static _ => true, cancellation)
            : committed.As<bool>();
    }

    private protected override Task<Outcome<Uri>> RequestAsync(Proposal proposal, string into, string step, CancellationToken cancellation) => PostAsync(
        step, $"{_repository}/pulls", new { title = proposal.Title, head = proposal.Branch, @base = into, body = proposal.Body }, static json => Address(Text(json, "html_url")), cancellation);

    private static string? Sha(JsonElement json) => Text(json, "sha");

    private Task<Outcome<string?>> BlobAsync(byte[] content, CancellationToken cancellation) =>
        PostAsync("store the files", $"{_repository}/git/blobs", new { content = Convert.ToBase64String(content), encoding = "base64" }, Sha, cancellation);
}
