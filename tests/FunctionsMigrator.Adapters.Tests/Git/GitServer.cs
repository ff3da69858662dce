using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Adapters.Tests.Git;

/// <summary>An https server on loopback that serves one repository by git's own upload-pack.</summary>
internal sealed class GitServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GitServer(WebApplication app, X509Certificate2 certificate)
    {
        _app = app;
        Certificate = certificate;
    }

    /// <summary>The server's certificate, which no authority of the system signed.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The address of the repository.</summary>
    public string Url => new Uri(new Uri(_app.Urls.Single()), "shop.git").AbsoluteUri;

    /// <summary>What was asked, as <c>GET /shop.git/info/refs Basic ...</c>.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Starts a server; <paramref name="answer"/> may answer a request itself by returning a status code.</summary>
    public static async Task<GitServer> StartAsync(string repository, Func<HttpContext, int?>? answer = null)
    {
        var certificate = Create("127.0.0.1");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var app = builder.Build();
        var server = new GitServer(app, certificate);
        app.Run(async context =>
        {
            lock (server.Requests)
            {
                server.Requests.Add($"{context.Request.Method} {context.Request.Path} {context.Request.Headers.Authorization}".TrimEnd());
            }

            if (answer?.Invoke(context) is { } status)
            {
                context.Response.StatusCode = status;
                return;
            }

            await ServeAsync(context, repository);
        });
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Certificate.Dispose();
    }

    private static async Task ServeAsync(HttpContext context, string repository)
    {
        var isRefs = context.Request.Path.Value!.EndsWith("/info/refs", StringComparison.Ordinal);
        context.Response.ContentType = isRefs ? "application/x-git-upload-pack-advertisement" : "application/x-git-upload-pack-result";
        if (isRefs)
        {
            await context.Response.WriteAsync("001e# service=git-upload-pack\n0000");
        }

        var start = new ProcessStartInfo("git", ["upload-pack", "--stateless-rpc", .. isRefs ? ["--advertise-refs"] : Array.Empty<string>(), repository])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        if (!isRefs)
        {
            await context.Request.Body.CopyToAsync(process.StandardInput.BaseStream);
        }

        process.StandardInput.Close();
        await process.StandardOutput.BaseStream.CopyToAsync(context.Response.Body);
        await process.WaitForExitAsync();
    }

    private static X509Certificate2 Create(string address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={address} {Guid.NewGuid():N}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    public static string Basic(string user, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
}
