using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FunctionsMigrator.Adapters.Checks;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Proposals;

/// <summary>
/// Pull requests of Azure DevOps: the branch by an update of refs, the commit by a push
/// (https://learn.microsoft.com/en-us/rest/api/azure/devops/git/refs/update-refs?view=azure-devops-rest-7.1, .../git/pushes/create, .../git/pull-requests/create). The token has the scope
/// <c>Code (read and write)</c>.
/// </summary>
public sealed class AzureDevOpsProposals : RestProposals
{
    private const string Version = "api-version=7.1";
    private const int LongestBody = 4_000;
    private static readonly string Nothing = new('0', 40);
    private readonly string _git;
    private readonly string _pages;

    /// <param name="repository">The repository's address, which has <c>/_git/</c> in it.</param>
    /// <param name="token">The token.</param>
    /// <param name="time">The clock by which answers are waited for.</param>
    /// <exception cref="ArgumentException">The address is no repository of Azure DevOps.</exception>
    public AzureDevOpsProposals(Uri repository, string token, TimeProvider time)
        : base(new Uri(repository, "/"), time, headers => headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(":" + token))))
    {
        var (project, name) = CheckPaths.AzureDevOpsOf(repository);
        (_git, _pages) = ($"{project}/_apis/git/repositories/{name}", repository.AbsoluteUri.TrimEnd('/'));
    }

    private protected override Task<Outcome<string>> TargetAsync(CancellationToken cancellation) =>
        GetAsync("look at the repository", $"{_git}?{Version}", static json => Text(json, "defaultBranch"), cancellation);

    private protected override Task<Outcome<Uri?>> FindAsync(string branch, CancellationToken cancellation) => GetAsync(
        $"look for an active pull request of branch {branch}",
        $"{_git}/pullrequests?searchCriteria.sourceRefName={Uri.EscapeDataString($"refs/heads/{branch}")}&searchCriteria.status=active&$top=1&{Version}",
        json => json.GetProperty("value").EnumerateArray().Select(PageOf).FirstOrDefault(),
        cancellation);

    private protected override async Task<Outcome<bool>> CommitAsync(Proposal proposal, CancellationToken cancellation)
    {
        var name = $"refs/heads/{proposal.Branch}";
        var step = $"make branch {proposal.Branch} at commit {proposal.Parent[..7]}";
        var moved = await PostAsync(
            step,
            $"{_git}/refs?{Version}",
            new[] { new { name, oldObjectId = Nothing, newObjectId = proposal.Parent } },
            static json => json.GetProperty("value")[0] is var update && update.GetProperty("success").GetBoolean() ? "succeeded" : Text(update, "updateStatus"),
            cancellation);
        if (!moved.TryGet(out var status))
        {
            return moved.As<bool>();
        }

        if (status != "succeeded")
        {
            return Refused(step, status);
        }

        var commit = new
        {
            comment = proposal.Message,
            author = new { name = proposal.Author.Name, email = proposal.Author.Email, date = proposal.Instant },
            changes = proposal.Files.OrderBy(file => file.Path, StringComparer.Ordinal).Select(Change),
        };
        return await PostAsync(
            $"commit on branch {proposal.Branch}, which stands,",
            $"{_git}/pushes?{Version}",
            new { refUpdates = new[] { new { name, oldObjectId = proposal.Parent } }, commits = new[] { commit } },
            static json => json.GetProperty("pushId").GetInt32() > 0,
            cancellation);
    }

    private protected override Task<Outcome<Uri>> RequestAsync(Proposal proposal, string into, string step, CancellationToken cancellation) => PostAsync(
        step,
        $"{_git}/pullrequests?{Version}",
        new { sourceRefName = $"refs/heads/{proposal.Branch}", targetRefName = into, title = proposal.Title, description = proposal.Body.Length > LongestBody ? proposal.Body[..LongestBody] : proposal.Body },
        PageOf,
        cancellation);

    private static object Change(ProposedFile file) => file.Content is { } content
        ? new { changeType = file.IsNew ? "add" : "edit", item = new { path = "/" + file.Path }, newContent = new { content = Convert.ToBase64String(content), contentType = "base64encoded" } }
        : new { changeType = "delete", item = new { path = "/" + file.Path } };

    private Uri PageOf(JsonElement request) => Address($"{_pages}/pullrequest/{request.GetProperty("pullRequestId").GetInt32()}");

    // A ref that is not moved is told in an answer that succeeds.
    private Outcome<bool> Refused(string step, string status) => status switch
    {
        "createBranchPermissionRequired" or "writePermissionRequired" or "forcePushRequired" or "rejectedByPolicy" or "locked" =>
            Fail<bool>(DriftCodes.ProposalToken, step, "the token may make no such branch"),
        "staleOldObjectId" or "refNameConflict" => Fail<bool>(DriftCodes.ProposalConflict, step, "such a branch stands there already"),
        "unresolvableToCommit" => Fail<bool>(DriftCodes.ProposalUnknown, step, "it knows no such commit"),
        _ => Fail<bool>(DriftCodes.ProposalRefused, step, "it refuses it"),
    };
}
