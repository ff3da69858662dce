using Azure.Core;
using Azure.Core.Pipeline;

namespace FunctionsMigrator.Adapters.AzureAccounts;

/// <summary>How every client of Azure speaks: one pool of connections for the process, redirects not followed, few and bounded tries, nothing logged.</summary>
internal static class AzureTransport
{
    private const string Product = "FunctionsMigrator";
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private static readonly HttpClientTransport Shared = new(new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    });

    /// <summary>Sets the options of a client of Azure Storage or Key Vault up.</summary>
    /// <param name="options">The options of any client.</param>
    /// <param name="tries">How often a request is sent again after an answer that may pass: a broken connection, 429, 5xx.</param>
    /// <param name="timeout">How long one try may take; 30 s by default.</param>
    public static T Configure<T>(T options, int tries = 3, TimeSpan? timeout = null)
        where T : ClientOptions
    {
        ConfigureAny(options, tries, timeout).AddPolicy(ServiceAnswerPolicy.Instance, HttpPipelinePosition.PerCall);
        return options;
    }

    /// <summary>The same for a service whose answers the caller tells from a stranger's by other means than <c>x-ms-request-id</c>.</summary>
    /// <inheritdoc cref="Configure{T}(T, int, TimeSpan?)"/>
    public static T ConfigureAny<T>(T options, int tries = 3, TimeSpan? timeout = null)
        where T : ClientOptions
    {
        options.Transport = Shared;
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = tries;
        options.Retry.Delay = TimeSpan.FromMilliseconds(300);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(5);
        options.Retry.NetworkTimeout = timeout ?? TimeSpan.FromSeconds(30);
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
        options.Diagnostics.ApplicationId = Product;
        return options;
    }
}
