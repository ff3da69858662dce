using System.Collections.Concurrent;
using System.Text.Json;
using FunctionsMigrator.Core.Access;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace FunctionsMigrator.Web.Entra;

/// <summary>
/// What Entra ID publishes of a tenant: addresses and signature keys. Read when first needed and every twelve hours; once more where a token names a key that is not among
/// them, at most once a minute, so that nobody makes this server ask by inventing keys.
/// </summary>
internal sealed class OpenIdProvider(TimeProvider time) : IDisposable
{
    /// <summary>The shortest time between two readings.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private const int LargestAnswer = 1 << 20;
    private static readonly TimeSpan Age = TimeSpan.FromHours(12);
    private static readonly TimeSpan LongestAge = TimeSpan.FromHours(48);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, Known> _tenants = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _reading = new(1, 1);

    /// <summary>The way to the provider. No redirect is followed: a provider answers where it is asked.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(10) })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = LargestAnswer,
    };

    /// <summary>Who issues the tokens of a tenant, in the second version of their form.</summary>
    public static string IssuerOf(EntraOptions options, string tenant) => $"{options.Authority.GetLeftPart(UriPartial.Authority)}/{tenant}/v2.0";

    /// <summary>What is published of a tenant, or <c>ACC016</c>.</summary>
    /// <param name="options">Whom the host believes.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="unknownKey">Whether a token names a key that was not among those that this call answered before.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<Outcome<OpenIdConnectConfiguration>> ReadAsync(EntraOptions options, string tenant, bool unknownKey, CancellationToken cancellation)
    {
        if (Fresh(tenant, unknownKey) is { } known)
        {
            return known;
        }

        await _reading.WaitAsync(cancellation);
        try
        {
            return Fresh(tenant, unknownKey) ?? await ReadAgainAsync(options, tenant, cancellation);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Http.Dispose();
        _reading.Dispose();
    }

    private Outcome<OpenIdConnectConfiguration>? Fresh(string tenant, bool unknownKey)
    {
        var now = time.GetUtcNow();
        if (!_tenants.TryGetValue(tenant, out var known))
        {
            return null;
        }

        if (known.Configuration is not { } configuration || now - known.ReadAt >= LongestAge)
        {
            return now - known.AskedAt < RetryAfter ? Away() : null;
        }

        var due = unknownKey || now - known.ReadAt >= Age;
        return due && now - known.AskedAt >= Pause ? null : Outcome.Of(configuration);
    }

    private async Task<Outcome<OpenIdConnectConfiguration>> ReadAgainAsync(EntraOptions options, string tenant, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var former = _tenants.GetValueOrDefault(tenant);
        try
        {
            var issuer = IssuerOf(options, tenant);
            var configuration = OpenIdConnectConfiguration.Create(await Http.GetStringAsync($"{issuer}/.well-known/openid-configuration", cancellation));
            if (configuration.Issuer == issuer && IsProtected(configuration.JwksUri) && IsProtected(configuration.TokenEndpoint))
            {
                foreach (var key in JsonWebKeySet.Create(await Http.GetStringAsync(configuration.JwksUri, cancellation)).GetSigningKeys())
                {
                    configuration.SigningKeys.Add(key);
                }

                _tenants[tenant] = new Known(configuration, now, now);
                return Outcome.Of(configuration);
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or ArgumentException or JsonException || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // What was read last stays good for a while; told below where there is nothing.
        }

        _tenants[tenant] = new Known(former?.Configuration, former?.ReadAt ?? default, now);
        return former?.Configuration is { } old && now - former.ReadAt < LongestAge ? Outcome.Of(old) : Away();
    }

    private static Outcome<OpenIdConnectConfiguration> Away() =>
        AccessCodes.ProviderUnavailable.Fail<OpenIdConnectConfiguration>("The keys of the identity provider cannot be read, or are not those of the tenant.");

    private static bool IsProtected(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    private sealed record Known(OpenIdConnectConfiguration? Configuration, DateTimeOffset ReadAt, DateTimeOffset AskedAt);
}
