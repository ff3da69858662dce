using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Cli.Tests.Doubles;

/// <summary>A server on loopback that answers as GitLab does where merge requests are opened.</summary>
internal sealed class MergeRequests : IAsyncDisposable
{
    private const string Page = """{ "iid": 7, "web_url": "https://gitlab.example.com/example/shop/-/merge_requests/7" }""";
    private readonly List<JsonElement> _posted = [];
    private readonly WebApplication _app;

    private MergeRequests(bool open)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(async http =>
        {
            if (http.Request.Method == "POST")
            {
                using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
                _posted.Add(body.RootElement.Clone());
            }

            var list = http.Request.Path.Value!.EndsWith("/merge_requests", StringComparison.Ordinal);
            await http.Response.WriteAsync(
                http.Request.Method == "POST" ? (list ? Page : """{ "id": "ed899a2f4b50b4370feeea94676502b42383c746" }""") : list ? (open ? $"[{Page}]" : "[]") : """{ "default_branch": "main" }""",
                http.RequestAborted);
        });
    }

    /// <summary>Where it is.</summary>
    public Uri Url => new(_app.Urls.Single());

    /// <summary>What was sent to it, in order.</summary>
    public IReadOnlyList<JsonElement> Posted => _posted;

    public static async Task<MergeRequests> StartAsync(bool open)
    {
        var provider = new MergeRequests(open);
        await provider._app.StartAsync(TestContext.Current.CancellationToken);
        return provider;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
