using System.Text;
using System.Text.Json;
using FunctionsMigrator.Adapters.Checks;
using FunctionsMigrator.Core.Checks;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Adapters.Tests.Checks;

public sealed class GitHubCheckRunTests : CommitChecksContract
{
    protected override string FirstPage => $"/api/v3/repos/example/shop/commits/{Commit}/check-runs?per_page=100&page=1";

    protected override IReadOnlyList<(string Word, CheckState State)> Words =>
    [
        ("queued", CheckState.Pending), ("in_progress", CheckState.Pending), ("success", CheckState.Success), ("failure", CheckState.Failure), ("cancelled", CheckState.Failure),
        ("timed_out", CheckState.Failure), ("action_required", CheckState.Failure), ("skipped", CheckState.Failure), ("neutral", CheckState.Failure), ("stale", CheckState.Failure),
    ];

    protected override ICommitChecks Make(Uri repository, Func<CancellationToken, Task<Outcome<string>>>? token) => new GitHubChecks(repository, token);

    protected override (string Name, string Value) Proof(string token) => ("Authorization", "Bearer " + token);

    protected override (string Body, (string Name, string Value)[] Headers) Page(IReadOnlyList<(string Name, string Word)> results, bool more) => (
        JsonSerializer.Serialize(new
        {
            total_count = results.Count,
            statuses = Array.Empty<string>(),
            check_runs = results.Select(result => new
            {
                id = 4,
                head_sha = Commit,
                name = result.Name,
                status = result.Word is "queued" or "in_progress" ? result.Word : "completed",
                conclusion = result.Word is "queued" or "in_progress" ? null : result.Word,
                started_at = "2026-11-23T09:30:15Z",
                completed_at = result.Word is "queued" or "in_progress" ? null : "2026-11-23T09:30:15Z",
                app = new { slug = "github-actions" },
            }),
        }),
        []);
}

public sealed class GitHubStatusTests : CommitChecksContract
{
    protected override string FirstPage => $"/api/v3/repos/example/shop/commits/{Commit}/status?per_page=100&page=1";

    protected override IReadOnlyList<(string Word, CheckState State)> Words =>
        [("pending", CheckState.Pending), ("success", CheckState.Success), ("failure", CheckState.Failure), ("error", CheckState.Failure)];

    protected override ICommitChecks Make(Uri repository, Func<CancellationToken, Task<Outcome<string>>>? token) => new GitHubChecks(repository, token);

    protected override (string Name, string Value) Proof(string token) => ("Authorization", "Bearer " + token);

    protected override (string Body, (string Name, string Value)[] Headers) Page(IReadOnlyList<(string Name, string Word)> results, bool more) => (
        JsonSerializer.Serialize(new
        {
            state = "success",
            total_count = results.Count,
            check_runs = Array.Empty<string>(),
            statuses = results.Select(result => new { context = result.Name, state = result.Word, updated_at = "2026-11-23T09:30:15Z", target_url = "https://ci.example.com" }),
        }),
        []);
}

public sealed class GitLabChecksTests : CommitChecksContract
{
    protected override string FirstPage => $"/api/v4/projects/example%2Fshop/repository/commits/{Commit}/statuses?per_page=100&page=1";

    protected override IReadOnlyList<(string Word, CheckState State)> Words =>
    [
        ("created", CheckState.Pending), ("pending", CheckState.Pending), ("running", CheckState.Pending), ("success", CheckState.Success), ("failed", CheckState.Failure),
        ("canceled", CheckState.Failure), ("skipped", CheckState.Failure), ("manual", CheckState.Failure),
    ];

    protected override ICommitChecks Make(Uri repository, Func<CancellationToken, Task<Outcome<string>>>? token) => new GitLabChecks(repository, token);

    protected override (string Name, string Value) Proof(string token) => ("PRIVATE-TOKEN", token);

    protected override (string Body, (string Name, string Value)[] Headers) Page(IReadOnlyList<(string Name, string Word)> results, bool more) => (
        JsonSerializer.Serialize(results.Select(result => new { id = 93, sha = Commit, name = result.Name, status = result.Word, created_at = "2026-11-23T09:30:15.000Z", finished_at = (string?)null })),
        [("X-Next-Page", more ? "2" : "")]);
}

public sealed class AzureDevOpsChecksTests : CommitChecksContract
{
    protected override string Repository => "/contoso/example/_git/shop";

    protected override string FirstPage => $"/contoso/example/_apis/git/repositories/shop/commits/{Commit}/statuses?api-version=7.1&latestOnly=true&top=100&skip=0";

    protected override string Next => "skip=100";

    protected override IReadOnlyList<(string Word, CheckState State)> Words =>
    [
        ("notSet", CheckState.Pending), ("pending", CheckState.Pending), ("succeeded", CheckState.Success), ("failed", CheckState.Failure), ("error", CheckState.Failure),
        ("notApplicable", CheckState.Failure),
    ];

    protected override ICommitChecks Make(Uri repository, Func<CancellationToken, Task<Outcome<string>>>? token) => new AzureDevOpsChecks(repository, token);

    protected override (string Name, string Value) Proof(string token) => ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(":" + token)));

    protected override (string Body, (string Name, string Value)[] Headers) Page(IReadOnlyList<(string Name, string Word)> results, bool more) => (
        JsonSerializer.Serialize(new
        {
            count = results.Count,
            value = results.Select(result => new
            {
                state = result.Word,
                context = new { name = result.Name.Split('/')[1], genre = "ci" },
                creationDate = "2026-11-23T09:30:15.000Z",
            }),
        }),
        []);
}
