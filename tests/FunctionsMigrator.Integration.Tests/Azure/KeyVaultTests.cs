using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Integration.Tests.Azure;

/// <summary>The client of Key Vault against a server that answers as a vault does: first a challenge, then to those who bring the token.</summary>
public sealed class KeyVaultTests : IAsyncLifetime
{
    private const string Token = "token-of-the-test";
    private readonly List<string> _seen = [];
    private readonly X509Certificate2 _certificate = Certificate();
    private WebApplication? _vault;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SecretSourceDefinition Definition => new() { Source = "key-vault", Vault = _vault!.Urls.First() };

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate)));
        _vault = builder.Build();
        _vault.Run(AnswerAsync);
        await _vault.StartAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _vault!.DisposeAsync();
        _certificate.Dispose();
    }

    /// <summary>A secret is read with a token of the tenant that the challenge names.</summary>
    [Fact]
    public async Task A_secret_is_read_after_the_challenge()
    {
        var credential = new TestCredential();

        var secret = await Source(credential).GetAsync(Definition, "orders-db", Cancellation);

        Assert.True(secret.Succeeded, string.Join(Environment.NewLine, secret.Findings));
        Assert.Equal("the value", secret.Value);
        Assert.Equal(["none", $"Bearer {Token}"], _seen);
        Assert.Equal(("11111111-2222-3333-4444-555555555555", "https://vault.azure.net/.default"), (credential.Tenant, credential.Scope));
    }

    /// <summary>What cannot be resolved is a finding with name, vault and remedy, and without a value.</summary>
    [Theory]
    [InlineData("missing", "There is no secret 'missing'", "az keyvault secret set")]
    [InlineData("forbidden", "lack a right", "Key Vault Secrets User")]
    [InlineData("page", "text/html", "secret")]
    [InlineData("a/b", "no name of a secret", "letters, digits and hyphens")]
    public async Task What_cannot_be_resolved_is_a_finding(string name, string words, string remedy)
    {
        var secret = await Source(new TestCredential()).GetAsync(Definition, name, Cancellation);

        var finding = Assert.Single(secret.Findings);
        Assert.Equal(TargetCodes.SecretMissing.Code, finding.Code);
        Assert.Contains(words, finding.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, finding.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A vault is spoken to over https alone, and must be named.</summary>
    [Fact]
    public async Task A_vault_must_be_named()
    {
        foreach (var vault in new[] { null, "shop-prod", "http://shop-prod.vault.azure.net" })
        {
            var secret = await new SecretSources(Path.GetTempPath()).GetAsync(new SecretSourceDefinition { Source = "key-vault", Vault = vault }, "a", Cancellation);
            Assert.Equal(TargetCodes.SecretMissing.Code, Assert.Single(secret.Findings).Code);
        }
    }

    private KeyVaultSecretSource Source(TokenCredential credential) => new(vault =>
    {
        var options = AzureTransport.Configure(new SecretClientOptions { DisableChallengeResourceVerification = true }, tries: 0);
        options.Transport = new HttpClientTransport(new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == _certificate.Thumbprint } }));
        return new SecretClient(vault, credential, options);
    });

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
        _seen.Add(authorization.Length == 0 ? "none" : authorization);
        var name = call.Request.Path.Value!.Split('/')[2];
        if (name == "page")
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

        call.Response.ContentType = "application/json";
        (call.Response.StatusCode, var body) = name switch
        {
            "missing" => (404, """{"error":{"code":"SecretNotFound","message":"A secret with (name/id) missing was not found in this key vault."}}"""),
            "forbidden" => (403, """{"error":{"code":"Forbidden","message":"The user does not have secrets get permission."}}"""),
            _ => (200, $$"""{"value":"the value","id":"{{_vault!.Urls.First()}}/secrets/{{name}}/1","attributes":{"enabled":true} }"""),
        };
        await call.Response.WriteAsync(body);
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
