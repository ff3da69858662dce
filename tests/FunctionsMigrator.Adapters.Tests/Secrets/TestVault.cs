using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Adapters.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Adapters.Tests.Secrets;

/// <summary>A server that answers as a vault does, with versions: first a challenge, then to those who bring the token. Its certificate is trusted by the test's transport alone.</summary>
internal sealed class TestVault : IAsyncDisposable
{
    private const string Token = "token-of-the-test";
    private readonly X509Certificate2 _certificate = Certificate();
    private readonly ConcurrentDictionary<string, List<(string Version, string Value)>> _secrets = new(StringComparer.OrdinalIgnoreCase);
    private WebApplication? _app;
    private int _versions;
    private int _asked;

    public string Address => _app!.Urls.First();

    /// <summary>Requests for secrets that brought the token.</summary>
    public int Asked => _asked;

    /// <summary>Answers 503 this many times.</summary>
    public int Failures { get; set; }

    public static async Task<TestVault> StartAsync()
    {
        var vault = new TestVault();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(vault._certificate)));
        vault._app = builder.Build();
        vault._app.Run(vault.AnswerAsync);
        await vault._app.StartAsync();
        return vault;
    }

    /// <summary>Adds a version; answers its id.</summary>
    public string Put(string name, string value)
    {
        var version = Interlocked.Increment(ref _versions).ToString("x32");
        _secrets.AddOrUpdate(name, _ => [(version, value)], (_, versions) => [.. versions, (version, value)]);
        return version;
    }

    public void Remove(string name) => _secrets.TryRemove(name, out _);

    /// <summary>A source that trusts this vault.</summary>
    public KeyVaultSecretSource Source(TimeProvider time, int tries = 0) => new(
        vault =>
        {
            var options = AzureTransport.Configure(new SecretClientOptions { DisableChallengeResourceVerification = true }, tries);
            options.Retry.Delay = TimeSpan.FromMilliseconds(1);
            options.Transport = new HttpClientTransport(new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == _certificate.Thumbprint } }));
            return new SecretClient(vault, new TestCredential(), options);
        },
        time);

    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        _certificate.Dispose();
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }

    private async Task AnswerAsync(HttpContext call)
    {
        call.Response.Headers["x-ms-request-id"] = Guid.NewGuid().ToString();
        if (call.Request.Headers.Authorization.ToString() != $"Bearer {Token}")
        {
            call.Response.StatusCode = 401;
            call.Response.Headers.WWWAuthenticate = "Bearer authorization=\"https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555\", resource=\"https://vault.azure.net\"";
            return;
        }

        Interlocked.Increment(ref _asked);
        if (Failures > 0)
        {
            Failures--;
            call.Response.StatusCode = 503;
            return;
        }

        var parts = call.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var found = _secrets.GetValueOrDefault(parts[1])?.Where(secret => parts.Length < 3 || secret.Version == parts[2]).ToList();
        call.Response.StatusCode = found is { Count: > 0 } ? 200 : 404;
        await call.Response.WriteAsJsonAsync(found is { Count: > 0 }
            ? (object)new { value = found[^1].Value, id = $"{Address}/secrets/{parts[1]}/{found[^1].Version}", attributes = new { enabled = true } }
            : new { error = new { code = "SecretNotFound", message = "A secret with this name was not found in this key vault." } });
    }

    private sealed class TestCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(Token, DateTimeOffset.UtcNow.AddHours(1));

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
