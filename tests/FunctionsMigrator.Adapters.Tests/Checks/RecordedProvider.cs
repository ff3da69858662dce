using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Adapters.Tests.Checks;

/// <summary>A real HTTP server on a free port of loopback that answers what was recorded, and keeps what it was asked.</summary>
internal sealed class RecordedProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<(string Path, IHeaderDictionary Headers)> _asked = [];

    private RecordedProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public Uri Url => new(_app.Urls.Single());

    /// <summary>Status, body and headers for a path with its query.</summary>
    public Func<string, (int Status, string Body, (string Name, string Value)[] Headers)> Answer { get; set; } = static _ => (404, "{}", []);

    public IReadOnlyList<(string Path, IHeaderDictionary Headers)> Asked
    {
        get
        {
            lock (_asked)
            {
                return [.. _asked];
            }
        }
    }

    public static async Task<RecordedProvider> StartAsync()
    {
        var provider = new RecordedProvider();
        await provider._app.StartAsync(TestContext.Current.CancellationToken);
        return provider;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var path = new Uri(http.Request.GetEncodedUrl()).PathAndQuery;
        lock (_asked)
        {
            _asked.Add((path, new HeaderDictionary(http.Request.Headers.ToDictionary())));
        }

        var (status, body, headers) = Answer(path);
        http.Response.StatusCode = status;
        foreach (var (name, value) in headers)
        {
            http.Response.Headers[name] = value;
        }

        await http.Response.WriteAsync(body, http.RequestAborted);
    }
}
