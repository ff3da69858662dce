using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Testing.Analyses;

/// <summary>A real server on a free port of loopback that answers as the test says. Over TLS its certificate is trusted by <see cref="TrustingHandler"/> alone.</summary>
public sealed class MetricsServer : IAsyncDisposable
{
    private readonly X509Certificate2? _certificate;
    private WebApplication? _app;

    private MetricsServer(bool secure) => _certificate = secure ? Certificate() : null;

    /// <summary>Its address, without a slash at the end.</summary>
    public string Url => _app!.Urls.Single().TrimEnd('/');

    /// <summary>What it answers.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    /// <summary>Every request so far: method, path with query, the Authorization header, and the body.</summary>
    public ConcurrentQueue<(string Method, string Path, string Authorization, string Body)> Requests { get; } = new();

    /// <summary>Starts.</summary>
    public static async Task<MetricsServer> StartAsync(bool secure = false)
    {
        var server = new MetricsServer(secure);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (server._certificate is { } certificate)
            {
                listen.UseHttps(certificate);
            }
        }));
        server._app = builder.Build();
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Answers with a body.</summary>
    public MetricsServer With(string body, int status = 200, string? location = null)
    {
        Answer = context =>
        {
            context.Response.StatusCode = status;
            if (location is not null)
            {
                context.Response.Headers.Location = location;
            }

            return context.Response.WriteAsync(body);
        };
        return this;
    }

    /// <summary>A handler that trusts this server and follows no redirect.</summary>
    public SocketsHttpHandler TrustingHandler() => new()
    {
        AllowAutoRedirect = false,
        SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == _certificate?.Thumbprint },
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        _certificate?.Dispose();
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        Requests.Enqueue((context.Request.Method, $"{context.Request.Path}{context.Request.QueryString}", context.Request.Headers.Authorization.ToString(), body));
        context.Items["body"] = body;
        try
        {
            await Answer(context);
        }
        catch (OperationCanceledException)
        {
            // The one who asked has gone.
        }
    }
}
