using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FunctionsMigrator.Adapters.Checks;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Adapters.Proposals;

/// <summary>
/// Pull requests of Bitbucket Cloud
/// (https://developer.atlassian.com/cloud/bitbucket/rest/api-group-source/#api-repositories-workspace-repo-slug-src-post, .../rest/api-group-pullrequests/). The token is an access token, or
/// <c>e-mail:token</c> of an account; it may write repositories and pull requests.
/// </summary>
public sealed class BitbucketProposals : RestProposals
{
    private readonly string _repository;

    /// <param name="repository">The repository's address.</param>
    /// <param name="token">The token.</param>
    /// <param name="time">The clock by which answers are waited for.</param>
    public BitbucketProposals(Uri repository, string token, TimeProvider time)
        : base(
            repository.Host.Equals("bitbucket.org", StringComparison.OrdinalIgnoreCase) ? new Uri("https://api.bitbucket.org/2.0/") : new Uri(repository, "/2.0/"),
            time,
            headers => headers.Authorization = token.Contains(':', StringComparison.Ordinal)
                ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(token)))
                : new AuthenticationHeaderValue("Bearer", token)) =>
        _repository = $"repositories/{CheckPaths.RepositoryOf(repository)}";

    private protected override Task<Outcome<string>> TargetAsync(CancellationToken cancellation) =>
        GetAsync("look at the repository", _repository, static json => Text(json.GetProperty("mainbranch"), "name"), cancellation);

    private protected override Task<Outcome<Uri?>> FindAsync(string branch, CancellationToken cancellation)
    {
        var quoted = branch.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return GetAsync(
            $"look for an open pull request of branch {branch}",
            $"{_repository}/pullrequests?state=OPEN&q={Uri.EscapeDataString($"source.branch.name = \"{quoted}\"")}&pagelen=1",
            static json => json.GetProperty("values").EnumerateArray().Select(PageOf).FirstOrDefault(),
            cancellation);
    }

    // With a parent that is not the tip of a branch that stands, the interface answers 409; without such a branch it makes it there.
    private protected override Task<Outcome<bool>> CommitAsync(Proposal proposal, CancellationToken cancellation)
    {
        var form = new MultipartFormDataContent { HeaderEncodingSelector = static (_, _) => Encoding.UTF8 };
        Add("message", proposal.Message);
        Add("author", $"{proposal.Author.Name} <{proposal.Author.Email}>");
        Add("parents", proposal.Parent);
        Add("branch", proposal.Branch);
        foreach (var file in proposal.Files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            if (file.Content is { } bytes)
            {
                var path = "/" + file.Path.Replace("\"", "%22", StringComparison.Ordinal);
                var content = new ByteArrayContent(bytes);
                content.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"{path}\"; filename=\"{path[(path.LastIndexOf('/') + 1)..]}\"");
                form.Add(content);
            }
            else
            {
                Add("files", "/" + file.Path);
            }
        }

        return PostAsync($"make branch {proposal.Branch} with its commit", $"{_repository}/src", form, static _ => true, cancellation);

        void Add(string name, string value)
        {
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes(value));
            content.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"{name}\"");
            form.Add(content);
        }
    }

    private protected override Task<Outcome<Uri>> RequestAsync(Proposal proposal, string into, string step, CancellationToken cancellation) => PostAsync(
        step,
        $"{_repository}/pullrequests",
        new { title = proposal.Title, description = proposal.Body, source = new { branch = new { name = proposal.Branch } }, destination = new { branch = new { name = into } } },
        PageOf,
        cancellation);

    private static Uri PageOf(JsonElement request) => Address(Text(request.GetProperty("links").GetProperty("html"), "href"));
}
