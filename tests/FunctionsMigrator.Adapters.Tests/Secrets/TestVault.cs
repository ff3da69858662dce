using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Adapters.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Adapters.Tests.Secrets;

/// <summary>A server that answers as a vault does, with versions: first a challenge, then to those who bring the token. Its certificate is trusted by the test's transport alone.</summary>
internal sealed class TestVault : IAsyncDisposable
{
    /// <summary>The token that opens it.</summary>
    public const string Token = "token-of-the-test";

    /// <summary>The name of a secret that nobody may read.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>The name of a secret for which somebody else answers, with a page of HTML.</summary>
    public const string Page = "page";

    private readonly TestCredential _credential = new();
    private readonly X509Certificate2 _certificate = Certificate();
    private readonly ConcurrentDictionary<string, List<(string Version, string Value)>> _secrets = new(StringComparer.OrdinalIgnoreCase);
    private WebApplication? _app;
    private int _versions;
    private int _asked;

    public string Address => _app!.Urls.First();

    /// <summary>Requests for secrets that brought the token.</summary>
    public int Asked => _asked;

    /// <summary>What the requests brought as authorization, in their order.</summary>
    public ConcurrentQueue<string> Brought { get; } = new();

    /// <summary>Of which tenant, and for what, a token was asked last.</summary>
    public (string? Tenant, string? Scope) AskedFor => (_credential.Tenant, _credential.Scope);

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
            return new SecretClient(vault, _credential, options);
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
        var authorization = call.Request.Headers.Authorization.ToString();
        Brought.Enqueue(authorization.Length == 0 ? "none" : authorization);
        var parts = call.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts[1] == Page)
        {
            call.Response.ContentType = "text/html";
            await call.Response.WriteAsync("<html>");
            return;
        }

        call.Response.Headers["x-ms-request-id"] = Guid.NewGuid().ToString();
        if (authorization != $"Bearer {Token}")
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

        if (parts[1] == Forbidden)
        {
            call.Response.StatusCode = 403;
            await call.Response.WriteAsJsonAsync(new { error = new { code = "Forbidden", message = "The user does not have secrets get permission." } });
            return;
        }

        var found = _secrets.GetValueOrDefault(parts[1])?.Where(secret => parts.Length < 3 || secret.Version == parts[2]).ToList();
        call.Response.StatusCode = found is { Count: > 0 } ? 200 : 404;
        await call.Response.WriteAsJsonAsync(found is { Count: > 0 }
            ? (object)new { value = found[^1].Value, id = $"{Address}/secrets/{parts[1]}/{found[^1].Version}", attributes = new { enabled = true } }
            : new { error = new { code = "SecretNotFound", message = "A secret with this name was not found in this key vault." } });
    }

    private sealed class TestCredential : TokenCredential
    {
        public string? Tenant { get; private set; }

        public string? Scope { get; private set; }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            (Tenant, Scope) = (requestContext.TenantId, requestContext.Scopes[0]);
            return new AccessToken(Token, DateTimeOffset.UtcNow.AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
