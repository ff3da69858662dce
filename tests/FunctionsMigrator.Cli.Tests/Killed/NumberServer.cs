using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Cli.Tests.Killed;

/// <summary>What analyses measure: a server on loopback that answers the number that its path names.</summary>
internal sealed class NumberServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private NumberServer(WebApplication app) => _app = app;

    /// <summary><c>http://127.0.0.1:PORT</c>.</summary>
    public string Address => _app.Urls.Single();

    public static async Task<NumberServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/{number}", (string number) => Results.Text(number, "application/json"));
        await app.StartAsync();
        return new NumberServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
