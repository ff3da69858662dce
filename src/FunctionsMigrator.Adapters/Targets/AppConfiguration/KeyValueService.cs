using System.Runtime.CompilerServices;
using Azure.Core;
using Azure.Core.Pipeline;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AppConfiguration;

/// <summary>Speaks the REST API of a store. Everything that nobody can work with is thrown as a finding; what became of a write is an answer.</summary>
internal sealed class KeyValueService
{
    /// <summary>How many keys one request may name.</summary>
    public const int KeysAtOnce = 5;

    private const string ApiVersion = "2023-11-01";
    private const string Accepted = "application/vnd.microsoft.appconfig.kv+json, application/vnd.microsoft.appconfig.kvset+json, application/problem+json";
    private const int RequestsAtOnce = 4;

    private readonly KeyValueFailures _failures;
    private readonly KeyValueBody _body;
    private readonly Uri _endpoint;
    private readonly HttpPipeline _pipeline;

    private KeyValueService(TargetAddress address, Uri endpoint, HttpPipelinePolicy authentication, int tries, TimeSpan timeout)
    {
        _endpoint = endpoint;
        _failures = new KeyValueFailures(address, Place);
        _body = new KeyValueBody(_failures);
        var options = AzureTransport.ConfigureAny(new Options(), tries, timeout);
        options.RetryPolicy = new KeyValueRetryPolicy(tries);
        _pipeline = HttpPipelineBuilder.Build(options, new PermitPolicy(), new SyncTokenPolicy(), authentication);
    }

    /// <summary>The store, for messages.</summary>
    public string Place => $"App Configuration {_endpoint.Authority}";

    /// <summary>Signs in with an identity.</summary>
    public static KeyValueService SignedIn(TargetAddress address, Uri endpoint, TokenCredential credential, int tries, TimeSpan timeout) =>
        new(address, endpoint, new BearerTokenAuthenticationPolicy(credential, Audience(endpoint.Host) + "/.default"), tries, timeout);

    /// <summary>Signs requests with a key of the store.</summary>
    public static KeyValueService Signed(TargetAddress address, ConnectionString connection, int tries, TimeSpan timeout) =>
        new(address, connection.Endpoint, new HmacPolicy(connection), tries, timeout);

    /// <summary>What a token for a store is asked for: by its cloud.</summary>
    public static string Audience(string host) =>
        host.EndsWith(".azure.us", StringComparison.OrdinalIgnoreCase) ? "https://appconfig.azure.us"
        : host.EndsWith(".azure.cn", StringComparison.OrdinalIgnoreCase) ? "https://appconfig.azure.cn"
        : "https://appconfig.azure.com";

    /// <summary>One key as part of a filter.</summary>
    public static string Literal(string key) => string.Concat(key.Select(character => character is '*' or ',' or '\\' ? $"\\{character}" : $"{character}"));

    /// <summary>One key-value; null when there is none.</summary>
    public async Task<KeyValue?> FindAsync(string key, string? label, CancellationToken cancellation)
    {
        using var message = Message(RequestMethod.Get, key, label);
        await SendAsync(message, cancellation);
        return message.Response.Status == 404 ? null : _body.Understood(message, await _body.ReadAsync(message, cancellation), KeyValue.Parse);
    }

    /// <summary>The key-values with a label whose keys a filter lets through, page by page, in the order of the store.</summary>
    public async IAsyncEnumerable<KeyValue> ListAsync(string filter, string? label, string? select = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var uri = new RequestUriBuilder();
        uri.Reset(_endpoint);
        uri.AppendPath("kv", escape: false);
        uri.AppendQuery("key", Uri.EscapeDataString(filter), escapeValue: false);
        uri.AppendQuery("label", label is null ? "%00" : Uri.EscapeDataString(Literal(label)), escapeValue: false);
        if (select is not null)
        {
            uri.AppendQuery("$select", Uri.EscapeDataString(select), escapeValue: false);
        }

        uri.AppendQuery("api-version", ApiVersion, escapeValue: false);
        for (var next = uri.ToUri(); next is not null;)
        {
            var (page, following) = await PageAsync(next, cancellation);
            foreach (var item in page)
            {
                yield return item;
            }

            next = following;
        }
    }

    /// <summary>The named key-values: an answer per key in the order asked, null where there is none.</summary>
    public async Task<KeyValue?[]> FindManyAsync(IReadOnlyList<string> keys, string? label, CancellationToken cancellation)
    {
        var found = new KeyValue?[keys.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, keys.Count).Chunk(KeysAtOnce),
            new ParallelOptions { MaxDegreeOfParallelism = RequestsAtOnce, CancellationToken = cancellation },
            async (chunk, token) =>
            {
                var byKey = new Dictionary<string, KeyValue>(StringComparer.Ordinal);
                await foreach (var item in ListAsync(string.Join(',', chunk.Select(i => Literal(keys[i])).Distinct()), label, cancellation: token))
                {
                    byKey[item.Key] = item;
                }

                foreach (var i in chunk)
                {
                    found[i] = byKey.GetValueOrDefault(keys[i]);
                }
            });
        return found;
    }

    /// <summary>Sets a key-value where it has this version; null: only where there is none; <c>*</c>: wherever.</summary>
    /// <param name="keyValue">What is set.</param>
    /// <param name="label">Its label.</param>
    /// <param name="version">The version that must be live.</param>
    /// <param name="permit">Asked before every single sending; throws when the right to write is gone.</param>
    /// <param name="once">Whether it is not sent again without an answer. What is made where nothing was could be made again after it was deleted; what replaces a version cannot.</param>
    /// <param name="cancellation">Ends the call; it may have been written all the same.</param>
    public async Task<KeyValueAnswer> PutAsync(KeyValue keyValue, string? label, string? version, Func<Task>? permit, bool once = false, CancellationToken cancellation = default)
    {
        using var message = Message(RequestMethod.Put, keyValue.Key, label);
        message.Request.Content = RequestContent.Create(keyValue.ToBody());
        message.Request.Headers.SetValue("Content-Type", "application/vnd.microsoft.appconfig.kv+json");
        Condition(message, version);
        if (once)
        {
            message.SetProperty(KeyValueRetryPolicy.Once, true);
        }

        return await WriteAsync(message, keyValue.Key, permit, cancellation);
    }

    /// <summary>Deletes a key-value where it has this version; <c>*</c>: wherever.</summary>
    /// <param name="key">The key.</param>
    /// <param name="label">Its label.</param>
    /// <param name="version">The version that must be live.</param>
    /// <param name="permit">Asked before every single sending; throws when the right to write is gone.</param>
    /// <param name="cancellation">Ends the call; it may have been deleted all the same.</param>
    public async Task<KeyValueAnswer> DeleteAsync(string key, string? label, string version, Func<Task>? permit, CancellationToken cancellation)
    {
        using var message = Message(RequestMethod.Delete, key, label);
        Condition(message, version);
        return await WriteAsync(message, key, permit, cancellation);
    }

    /// <summary>The finding of an expected failure; null for all others.</summary>
    public Finding? Explain(Exception exception) => _failures.Explain(exception);

    private static void Condition(HttpMessage message, string? version)
    {
        if (version is null)
        {
            message.Request.Headers.SetValue("If-None-Match", "*");
        }
        else if (version != "*")
        {
            message.Request.Headers.SetValue("If-Match", $"\"{version}\"");
        }
    }

    private async Task<KeyValueAnswer> WriteAsync(HttpMessage message, string key, Func<Task>? permit, CancellationToken cancellation)
    {
        if (permit is not null)
        {
            message.SetProperty(typeof(PermitPolicy), permit);
        }

        try
        {
            await _pipeline.SendAsync(message, cancellation);
            var response = message.Response;
            return response.Status switch
            {
                200 or 201 => new(KeyValueOutcome.Done, _body.Understood(message, await _body.ReadAsync(message, cancellation), KeyValue.Parse)),
                204 when message.Request.Method == RequestMethod.Delete => new(KeyValueOutcome.ConditionFailed),
                412 => new(KeyValueOutcome.ConditionFailed),
                408 or >= 500 => new(KeyValueOutcome.Unanswered, Problem: await ProblemAsync(message, key, cancellation)),
                _ => new(KeyValueOutcome.Refused, Problem: await ProblemAsync(message, key, cancellation)),
            };
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested && KeyValueFailures.Lost(exception) is null && Explain(exception) is { } finding)
        {
            return new(KeyValueOutcome.Unanswered, Problem: finding);
        }
        catch (AggregateException several) when (KeyValueFailures.Lost(several) is { } lost)
        {
            throw new TargetException(lost.Finding, several);
        }
    }

    private async Task<(List<KeyValue> Items, Uri? Next)> PageAsync(Uri uri, CancellationToken cancellation)
    {
        using var message = _pipeline.CreateMessage();
        message.BufferResponse = false;
        message.Request.Method = RequestMethod.Get;
        message.Request.Uri.Reset(uri);
        message.Request.Headers.SetValue("Accept", Accepted);
        await SendAsync(message, cancellation);
        if (message.Response.Status == 404)
        {
            throw _failures.NoStore();
        }

        return _body.Understood(message, await _body.ReadAsync(message, cancellation), json =>
        {
            var items = json.GetProperty("items").EnumerateArray().Select(KeyValue.Parse).ToList();
            var next = json.TryGetProperty("@nextLink", out var link) && link.GetString() is { Length: > 0 } text ? new Uri(_endpoint, text) : null;
            return next is null || (next.Scheme == _endpoint.Scheme && next.Authority == _endpoint.Authority)
                ? (items, next)
                : throw _failures.OtherService($": the next page is said to be at {next.Authority}.");
        });
    }

    private HttpMessage Message(RequestMethod method, string key, string? label)
    {
        var message = _pipeline.CreateMessage();
        message.BufferResponse = false;
        message.Request.Method = method;
        message.Request.Uri.Reset(_endpoint);
        message.Request.Uri.AppendPath("kv/", escape: false);
        message.Request.Uri.AppendPath(Uri.EscapeDataString(key), escape: false);
        message.Request.Uri.AppendQuery("label", label is null ? "%00" : Uri.EscapeDataString(label), escapeValue: false);
        message.Request.Uri.AppendQuery("api-version", ApiVersion, escapeValue: false);
        message.Request.Headers.SetValue("Accept", Accepted);
        return message;
    }

    // Answers 200 or 404; everything else is thrown.
    private async Task SendAsync(HttpMessage message, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            await _pipeline.SendAsync(message, cancellation);
        }
        catch (Exception exception) when (exception is not TargetException && !cancellation.IsCancellationRequested && Explain(exception) is { } finding)
        {
            throw new TargetException(finding, exception);
        }

        if (message.Response.Status is not (200 or 404))
        {
            throw new TargetException(await ProblemAsync(message, null, cancellation));
        }
    }

    private async Task<Finding> ProblemAsync(HttpMessage message, string? key, CancellationToken cancellation) => _failures.Of(message, key, await _body.ReadAsync(message, cancellation));

    private sealed class Options : ClientOptions;
}
