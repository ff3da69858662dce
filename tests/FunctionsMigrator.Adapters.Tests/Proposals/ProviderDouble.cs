using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace FunctionsMigrator.Adapters.Tests.Proposals;

/// <summary>A branch that was made.</summary>
internal sealed record MadeBranch(string Parent, string Message, string Author, IReadOnlyDictionary<string, string?> Files);

/// <summary>A request that was opened.</summary>
internal sealed record MadeRequest(string Source, string Into, string Title, string Body);

/// <summary>
/// A real HTTP server on a free port of loopback that answers as one provider's documentation says, holds what it was told to make, and refuses what that provider refuses.
/// It knows one commit, with the files <c>metadata/a.yaml</c> and <c>metadata/b.yaml</c>, on the branch <c>trunk</c>.
/// </summary>
internal abstract class ProviderDouble : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _lock = new();

    protected ProviderDouble()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public static string Parent { get; } = new('a', 40);

    public Uri Url => new(_app.Urls.Single());

    public Dictionary<string, MadeBranch> Branches { get; } = [];

    public List<MadeRequest> Requests { get; } = [];

    /// <summary>Method and path with query of everything that was asked, and the headers.</summary>
    public List<(string Asked, IReadOnlyDictionary<string, StringValues> Headers)> Asked { get; } = [];

    /// <summary>Answers in place of the provider; null: the provider answers. The first number counts what was asked, from 1.</summary>
    public Func<int, string, (int Status, string Body, string? Header)?> Instead { get; set; } = static (_, _) => null;

    /// <summary>Done in place of an answer that never comes.</summary>
    public Action? Hangs { get; set; }

    /// <summary>Whether the request is opened, and the answer to that is lost.</summary>
    public bool LosesAnswer { get; set; }

    /// <summary>Which of the questions opens the request.</summary>
    public abstract bool Opens(string asked);

    public Task StartAsync() => _app.StartAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>The provider's answer.</summary>
    protected abstract (int Status, string Body) Answer(string method, string path, IQueryCollection query, JsonElement body);

    /// <summary>The provider's answer to a form.</summary>
    protected virtual (int Status, string Body) Answer(string path, IFormCollection form) => (415, "{}");

    /// <summary>Makes a branch as every provider does: not twice, only from a commit that it has, and only with changes that fit the commit's files.</summary>
    protected int Make(string name, MadeBranch branch, IEnumerable<(string Path, bool? Adds)> changes, int stands, int unfit)
    {
        if (branch.Parent != Parent)
        {
            return 404;
        }

        if (changes.Any(change => change.Adds is { } adds && adds == change.Path is "metadata/a.yaml" or "metadata/b.yaml"))
        {
            return unfit;
        }

        return Branches.TryAdd(name, branch) ? 201 : stands;
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var asked = $"{http.Request.Method} {new Uri(http.Request.GetEncodedUrl()).PathAndQuery}";
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : null;
        using var body = form is not null || http.Request.Method == "GET" ? null : await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        (int Status, string Body, string? Header) answer;
        lock (_lock)
        {
            Asked.Add((asked, http.Request.Headers.ToDictionary(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase)));
            if (Instead(Asked.Count, asked) is { } instead)
            {
                answer = instead;
            }
            else
            {
                var path = Uri.UnescapeDataString(http.Request.Path.Value!);
                var (status, text) = form is not null ? Answer(path, form) : Answer(http.Request.Method, path, http.Request.Query, body?.RootElement ?? default);
                answer = LosesAnswer && Opens(asked) ? (500, "{}", null) : (status, text, null);
            }
        }

        if (Hangs is { } hang)
        {
            hang();
            await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
            return;
        }

        http.Response.StatusCode = answer.Status;
        if (answer.Header is { } header)
        {
            var parts = header.Split(": ");
            http.Response.Headers[parts[0]] = parts[1];
        }

        await http.Response.WriteAsync(answer.Body, http.RequestAborted);
    }
}
