using System.Net.Http.Headers;
using System.Text.Json;
using FunctionsMigrator.Core.Checks;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Adapters.Checks;

/// <summary>Check runs and commit statuses of GitHub and GitHub Enterprise Server. Only the conclusion <c>success</c> is success.</summary>
public sealed class GitHubChecks : ICommitChecks, IDisposable
{
    private const int PageSize = 100;
    private readonly CheckService _service;
    private readonly string _commits;

    /// <param name="repository">The repository's address.</param>
    /// <param name="token">Reads a token that may read checks and statuses; null: the repository is public.</param>
    public GitHubChecks(Uri repository, Func<CancellationToken, Task<Outcome<string>>>? token)
    {
        var hosted = repository.Host.Equals("github.com", StringComparison.OrdinalIgnoreCase);
        var root = hosted ? new Uri("https://api.github.com/") : new Uri(repository, "/api/v3/");
        _service = new CheckService(root, static (headers, text) => headers.Authorization = new AuthenticationHeaderValue("Bearer", text), token);
        _commits = $"repos/{CheckPaths.RepositoryOf(repository)}/commits/";
    }

    /// <inheritdoc/>
    public async Task<Outcome<IReadOnlyList<CheckResult>>> ReadAsync(string commit, CancellationToken cancellation)
    {
        var runs = await _service.ReadAsync(
            page => $"{_commits}{commit}/check-runs?per_page={PageSize}&page={page}", (json, _) => Page(json.GetProperty("check_runs"), OfRun), cancellation);
        if (!runs.TryGet(out var found))
        {
            return runs;
        }

        var statuses = await _service.ReadAsync(
            page => $"{_commits}{commit}/status?per_page={PageSize}&page={page}", (json, _) => Page(json.GetProperty("statuses"), OfStatus), cancellation);
        return statuses.TryGet(out var more) ? Outcome.Of<IReadOnlyList<CheckResult>>([.. found, .. more]) : statuses;
    }

    /// <inheritdoc/>
    public void Dispose() => _service.Dispose();

    private static (IEnumerable<CheckResult> Results, bool More) Page(JsonElement list, Func<JsonElement, CheckResult> read) =>
        ([.. list.EnumerateArray().Select(read)], list.GetArrayLength() == PageSize);

    private static CheckResult OfRun(JsonElement run)
    {
        var done = run.GetProperty("status").GetString() == "completed";
        var state = !done ? CheckState.Pending : run.GetProperty("conclusion").GetString() == "success" ? CheckState.Success : CheckState.Failure;
        return new CheckResult(run.GetProperty("name").GetString()!, state, CheckPaths.TimeOf(run, "completed_at") ?? CheckPaths.TimeOf(run, "started_at") ?? DateTimeOffset.UnixEpoch, CheckOptions.GitHub);
    }

    private static CheckResult OfStatus(JsonElement status) => new(
        status.GetProperty("context").GetString()!,
        status.GetProperty("state").GetString() switch { "success" => CheckState.Success, "pending" => CheckState.Pending, _ => CheckState.Failure },
        status.GetProperty("updated_at").GetDateTimeOffset(),
        CheckOptions.GitHub);
}
