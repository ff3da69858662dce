using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AppConfiguration;

/// <summary>Speaks the REST API of a store. Everything that nobody can work with is thrown as a finding; what became of a write is an answer.</summary>
internal sealed class KeyValueService
{
    /// <summary>How many keys one request may name.</summary>
    public const int KeysAtOnce = 5;

    private const string ApiVersion = "2023-11-01";
    private const string Accepted = "application/vnd.microsoft.appconfig.kv+json, application/vnd.microsoft.appconfig.kvset+json, application/problem+json";
    private const int MostBytes = 16 << 20;
    private const int RequestsAtOnce = 4;

    private readonly TargetAddress _address;
    private readonly Uri _endpoint;
    private readonly HttpPipeline _pipeline;

    private KeyValueService(TargetAddress address, Uri endpoint, HttpPipelinePolicy authentication, int tries, TimeSpan timeout)
    {
        (_address, _endpoint) = (address, endpoint);
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
        return message.Response.Status == 404 ? null : Understood(message, await BodyAsync(message, cancellation), KeyValue.Parse);
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
    public Finding? Explain(Exception exception) => exception switch
    {
        TargetException expected => expected.Finding,
        AggregateException { InnerExceptions: [.., var last] } => Explain(last),
        JsonException => TargetCodes.OtherService.Finding($"{Place}: the answer is not in the form of App Configuration.", target: _address.ToString()),
        _ => AzureProblem.Of(exception) is { } problem
            ? (problem.Kind switch
            {
                AzureProblemKind.Unauthenticated or AzureProblemKind.Forbidden => TargetCodes.AccessRefused,
                AzureProblemKind.OtherService => TargetCodes.OtherService,
                AzureProblemKind.Refused => TargetCodes.Refused,
                _ => TargetCodes.Unreachable,
            }).Finding($"{Place}: {problem.Text}.", target: _address.ToString(), remedy: problem.Remedy)
            : null,
    };

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
                200 or 201 => new(KeyValueOutcome.Done, Understood(message, await BodyAsync(message, cancellation), KeyValue.Parse)),
                204 when message.Request.Method == RequestMethod.Delete => new(KeyValueOutcome.ConditionFailed),
                412 => new(KeyValueOutcome.ConditionFailed),
                408 or >= 500 => new(KeyValueOutcome.Unanswered, Problem: await ProblemAsync(message, key, cancellation)),
                _ => new(KeyValueOutcome.Refused, Problem: await ProblemAsync(message, key, cancellation)),
            };
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested && Lost(exception) is null && Explain(exception) is { } finding)
        {
            return new(KeyValueOutcome.Unanswered, Problem: finding);
        }
        catch (AggregateException several) when (Lost(several) is { } lost)
        {
            throw new TargetException(lost.Finding, several);
        }
    }

    // The permit itself said no: nothing was sent.
    private static TargetException? Lost(Exception exception) => exception switch
    {
        TargetException lost => lost,
        AggregateException { InnerExceptions: [.., TargetException lost] } => lost,
        _ => null,
    };

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
            throw new TargetException(TargetCodes.Unreachable.Finding($"{Place}: there is no such store (404).", target: _address.ToString(), remedy: "Check 'endpoint' in the environment file."));
        }

        return Understood(message, await BodyAsync(message, cancellation), json =>
        {
            var items = json.GetProperty("items").EnumerateArray().Select(KeyValue.Parse).ToList();
            var next = json.TryGetProperty("@nextLink", out var link) && link.GetString() is { Length: > 0 } text ? new Uri(_endpoint, text) : null;
            return next is null || (next.Scheme == _endpoint.Scheme && next.Authority == _endpoint.Authority)
                ? (items, next)
                : throw new TargetException(TargetCodes.OtherService.Finding($"{Place}: the next page is said to be at {next.Authority}.", target: _address.ToString()));
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

    private T Understood<T>(HttpMessage message, byte[] body, Func<JsonElement, T> read)
    {
        var type = message.Response.Headers.ContentType ?? "";
        if (!type.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            throw new TargetException(TargetCodes.OtherService.Finding(
                $"{Place} answers {message.Response.Status} ({(type.Length > 0 ? type : "no content type")}), and not as App Configuration does.", target: _address.ToString()));
        }

        try
        {
            return read(JsonElement.Parse(body));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or UriFormatException)
        {
            throw new TargetException(TargetCodes.OtherService.Finding($"{Place}: the answer is not in the form of App Configuration.", target: _address.ToString()), exception);
        }
    }

    private async Task<byte[]> BodyAsync(HttpMessage message, CancellationToken cancellation)
    {
        if (message.Response.ContentStream is not { } stream)
        {
            return [];
        }

        using var body = new MemoryStream();
        var buffer = new byte[1 << 14];
        try
        {
            for (int count; (count = await stream.ReadAsync(buffer, cancellation)) > 0;)
            {
                body.Write(buffer, 0, count);
                if (body.Length > MostBytes)
                {
                    throw new TargetException(TargetCodes.OtherService.Finding($"{Place} answers more than {MostBytes >> 20} MiB at once.", target: _address.ToString()));
                }
            }
        }
        catch (Exception exception) when (exception is not TargetException && !cancellation.IsCancellationRequested && Explain(exception) is { } finding)
        {
            throw new TargetException(finding, exception);
        }

        return body.ToArray();
    }

    private async Task<Finding> ProblemAsync(HttpMessage message, string? key, CancellationToken cancellation)
    {
        var response = message.Response;
        var (kind, policy) = ProblemOf(await BodyAsync(message, cancellation));
        var said = $"{Place}: {message.Request.Method}{(key is null ? "" : $" of '{key}'")} answered {response.Status}{(kind.Length > 0 ? $" {kind}" : "")}";
        var asked = KeyValueRetryPolicy.Asked(response) is { } wait ? $", the next one in {wait.TotalSeconds:0.###} s" : "";
        var finding = response.Status switch
        {
            >= 300 and < 400 => TargetCodes.OtherService.Finding($"{said}; redirects are not followed."),
            401 => TargetCodes.AccessRefused.Finding($"{said}: the credentials are refused.", remedy: "Correct the connection string or the sign-in; the store also refuses requests of a machine whose clock is off by 15 minutes."),
            403 when policy == "Storage" || kind == "storage-quota-exceeded" => TargetCodes.Full.Finding($"{said}: the store's quota of bytes is used up."),
            403 => TargetCodes.AccessRefused.Finding(
                $"{said}: the credentials lack a right.",
                remedy: $"Give the identity the role '{AppConfigurationTargetType.Role}' on the store (or, for a plan alone, '{AppConfigurationTargetType.ReaderRole}'), allow access keys if a connection string is used, and look at the store's network rules."),
            409 => TargetCodes.Held.Finding(
                $"{said}: the key-value is locked.", remedy: $"Unlock it (`az appconfig kv unlock --key \"{key}\"`), or take it out of this change, then `fm resume RUN`."),
            429 when policy == "Storage" => TargetCodes.Full.Finding($"{said}: the store's quota of bytes is used up."),
            429 => HttpTargetCodes.TurnedAway.Finding(
                $"{said}: it asks for fewer requests{asked}.", remedy: "Wait, then `fm resume RUN`; the free tier takes 1,000 requests a day, the standard tier 30,000 an hour."),
            408 or >= 500 => TargetCodes.Unreachable.Finding($"{said}{asked}.", remedy: "Wait until the service has recovered, then run the same command again."),
            _ => TargetCodes.Refused.Finding($"{said}."),
        };
        return finding with { Target = _address.ToString() };
    }

    // Of the service's own words only the last part of its type and the name of a quota are kept.
    private static (string Kind, string Policy) ProblemOf(byte[] body)
    {
        try
        {
            var json = JsonElement.Parse(body);
            return json.ValueKind == JsonValueKind.Object ? (Word(json, "type"), Word(json, "policy")) : ("", "");
        }
        catch (JsonException)
        {
            return ("", "");
        }

        static string Word(JsonElement json, string name)
        {
            var text = json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
            var word = text[(text.LastIndexOf('/') + 1)..];
            return word.Length <= 40 && word.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or ' ') ? word : "";
        }
    }

    private sealed class Options : ClientOptions;
}
