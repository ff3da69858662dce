using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core.Checks;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Adapters.Checks;

/// <summary>Commit statuses of Azure DevOps, named <c>genre/name</c>. Only <c>succeeded</c> is success.</summary>
public sealed class AzureDevOpsChecks : ICommitChecks, IDisposable
{
    private const int PageSize = 100;
    private readonly CheckService _service;
    private readonly string _commits;

    /// <param name="repository">The repository's address, which has <c>/_git/</c> in it.</param>
    /// <param name="token">Reads a token that may read code and statuses; null: the project is public.</param>
    /// <exception cref="ArgumentException">The address is no repository of Azure DevOps.</exception>
    public AzureDevOpsChecks(Uri repository, Func<CancellationToken, Task<Outcome<string>>>? token)
    {
        var (project, name) = CheckPaths.AzureDevOpsOf(repository);
        _service = new CheckService(
            new Uri(repository, "/"), static (headers, text) => headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(":" + text))), token);
        _commits = $"{project}/_apis/git/repositories/{name}/commits/";
    }

    /// <inheritdoc/>
    public Task<Outcome<IReadOnlyList<CheckResult>>> ReadAsync(string commit, CancellationToken cancellation) => _service.ReadAsync(
        page => $"{_commits}{commit}/statuses?api-version=7.1&latestOnly=true&top={PageSize}&skip={(page - 1) * PageSize}",
        (json, _) => ([.. json.GetProperty("value").EnumerateArray().Select(Of)], json.GetProperty("value").GetArrayLength() == PageSize),
        cancellation);

    /// <inheritdoc/>
    public void Dispose() => _service.Dispose();

    private static CheckResult Of(JsonElement status)
    {
        var context = status.GetProperty("context");
        var genre = context.TryGetProperty("genre", out var named) ? named.GetString() : null;
        var name = context.GetProperty("name").GetString()!;
        return new CheckResult(
            string.IsNullOrEmpty(genre) ? name : $"{genre}/{name}",
            status.GetProperty("state").GetString() switch { "succeeded" => CheckState.Success, "pending" or "notSet" => CheckState.Pending, _ => CheckState.Failure },
            CheckPaths.TimeOf(status, "updatedDate") ?? CheckPaths.TimeOf(status, "creationDate") ?? DateTimeOffset.UnixEpoch,
            CheckOptions.AzureDevOps);
    }
}
