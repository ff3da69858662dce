using System.Text.Json;
using FunctionsMigrator.Core.Checks;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Adapters.Checks;

/// <summary>Commit statuses of GitLab, which are its jobs and what others report. Only <c>success</c> is success.</summary>
public sealed class GitLabChecks : ICommitChecks, IDisposable
{
    private readonly CheckService _service;
    private readonly string _commits;

    /// <param name="repository">The repository's address.</param>
    /// <param name="token">Reads a token with <c>read_api</c>; null: the repository is public.</param>
    public GitLabChecks(Uri repository, Func<CancellationToken, Task<Outcome<string>>>? token)
    {
        _service = new CheckService(new Uri(repository, "/api/v4/"), static (headers, text) => headers.Add("PRIVATE-TOKEN", text), token);
        _commits = $"projects/{Uri.EscapeDataString(Uri.UnescapeDataString(CheckPaths.RepositoryOf(repository)))}/repository/commits/";
    }

    /// <inheritdoc/>
    public Task<Outcome<IReadOnlyList<CheckResult>>> ReadAsync(string commit, CancellationToken cancellation) => _service.ReadAsync(
        page => $"{_commits}{commit}/statuses?per_page=100&page={page}",
        (json, headers) => ([.. json.EnumerateArray().Select(Of)], headers.TryGetValues("X-Next-Page", out var next) && next.Any(text => text.Length > 0)),
        cancellation);

    /// <inheritdoc/>
    public void Dispose() => _service.Dispose();

    private static CheckResult Of(JsonElement status) => new(
        status.GetProperty("name").GetString()!,
        status.GetProperty("status").GetString() switch
        {
            "success" => CheckState.Success,
            "created" or "waiting_for_resource" or "preparing" or "pending" or "running" or "scheduled" => CheckState.Pending,
            _ => CheckState.Failure,
        },
        CheckPaths.TimeOf(status, "finished_at") ?? CheckPaths.TimeOf(status, "created_at") ?? DateTimeOffset.UnixEpoch,
        CheckOptions.GitLab);
}
