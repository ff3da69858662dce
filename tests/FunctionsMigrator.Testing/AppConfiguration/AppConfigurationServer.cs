using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Testing.AppConfiguration;

/// <summary>
/// A real HTTP server on a free port of loopback that speaks the REST API of App Configuration: key-values with labels, content types, tags, locks and versions that never come
/// again; filters with escapes; pages; signatures that are verified; synchronisation tokens; faults.
/// </summary>
public sealed class AppConfigurationServer : IAsyncDisposable
{
    private const string ApiVersion = "2023-11-01";
    private const string KeyId = "test-key";
    private const int MostBytes = 10_000;

    private readonly SortedDictionary<(string Key, string Label), StoredKeyValue> _items = new(Comparer<(string Key, string Label)>.Create(
        (left, right) => string.CompareOrdinal(left.Key, right.Key) is var order && order != 0 ? order : string.CompareOrdinal(left.Label, right.Label)));

    private readonly Queue<(Func<string, bool> Applies, int Status, int? RetryAfterMilliseconds, bool Carried)> _faults = new();
    private readonly List<string> _requests = [];
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);
    private readonly Lock _gate = new();
    private readonly WebApplication _app;
    private List<StoredKeyValue> _stale = [];
    private int _version;

    private AppConfigurationServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Its address, without a slash at the end.</summary>
    public string Url => _app.Urls.Single().TrimEnd('/');

    /// <summary>How to reach it, with its key.</summary>
    public string ConnectionString => $"Endpoint={Url};Id={KeyId};Secret={Convert.ToBase64String(_secret)}";

    /// <summary>The same with a key that is not its own.</summary>
    public string WrongConnectionString => $"Endpoint={Url};Id={KeyId};Secret={Convert.ToBase64String(new byte[32])}";

    /// <summary>How many key-values a page holds.</summary>
    public int PageSize { get; set; } = 100;

    /// <summary>Whether whoever sends no synchronisation token is answered with what was before the last write.</summary>
    public bool StaleReads { get; set; }

    /// <summary>What is done instead of the service's own work, when it answers true.</summary>
    public Func<HttpContext, Task<bool>>? Instead { get; set; }

    /// <summary>Every request so far, as <c>PUT /kv/key?label=...</c>.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Everything it holds.</summary>
    public IReadOnlyList<StoredKeyValue> Items
    {
        get
        {
            lock (_gate)
            {
                return [.. _items.Values];
            }
        }
    }

    /// <summary>Starts.</summary>
    public static async Task<AppConfigurationServer> StartAsync()
    {
        var server = new AppConfigurationServer();
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Answers the next request that applies with a failure.</summary>
    /// <param name="status">429, 503, ...</param>
    /// <param name="retryAfterMilliseconds">What it asks to wait; null: it does not say.</param>
    /// <param name="carried">Whether the request is carried out all the same.</param>
    /// <param name="applies">To which requests, as <see cref="Requests"/> tells them; null: to any.</param>
    /// <param name="times">How many times.</param>
    public void Fail(int status, int? retryAfterMilliseconds = null, bool carried = false, Func<string, bool>? applies = null, int times = 1)
    {
        lock (_gate)
        {
            for (var i = 0; i < times; i++)
            {
                _faults.Enqueue((applies ?? (_ => true), status, retryAfterMilliseconds, carried));
            }
        }
    }

    /// <summary>Somebody else sets a key-value.</summary>
    public void Put(string key, string? value, string? contentType = null, string? label = null, IReadOnlyDictionary<string, string>? tags = null, bool locked = false)
    {
        lock (_gate)
        {
            Keep(new StoredKeyValue(key, label ?? "", value, contentType, tags ?? new Dictionary<string, string>(), locked));
        }
    }

    /// <summary>Somebody else deletes a key-value.</summary>
    public void Remove(string key, string? label = null)
    {
        lock (_gate)
        {
            _items.Remove((key, label ?? ""));
        }
    }

    /// <summary>One key-value; null when there is none.</summary>
    public StoredKeyValue? Find(string key, string? label = null)
    {
        lock (_gate)
        {
            return _items.GetValueOrDefault((key, label ?? ""));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (Instead is { } instead && await instead(context))
        {
            return;
        }

        byte[] answer;
        lock (_gate)
        {
            var request = $"{context.Request.Method} {raw}";
            _requests.Add(request);
            answer = Answer(context, raw, body.ToArray(), request);
        }

        if (answer.Length > 0)
        {
            await context.Response.Body.WriteAsync(answer, context.RequestAborted);
        }
    }

    private byte[] Answer(HttpContext context, string raw, byte[] body, string request)
    {
        context.Response.Headers["x-ms-correlation-request-id"] = Guid.NewGuid().ToString();
        if (SignatureProblem(context.Request, raw, body) is { } problem)
        {
            context.Response.Headers.WWWAuthenticate = $"HMAC-SHA256 error=\"invalid_token\" error_description=\"{problem}\", Bearer";
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return [];
        }

        if (_faults.TryPeek(out var fault) && fault.Applies(request))
        {
            _faults.Dequeue();
            if (fault.Carried)
            {
                _ = Carry(context, raw, body);
            }

            if (fault.RetryAfterMilliseconds is { } wait)
            {
                context.Response.Headers["retry-after-ms"] = wait.ToString(CultureInfo.InvariantCulture);
            }

            return Problem(context, fault.Status, fault.Status == 429 ? "too-many-requests" : "unavailable", ("policy", "Total Requests"));
        }

        var answer = Carry(context, raw, body);
        context.Response.Headers["Sync-Token"] = $"jtqGc1I4=MDoyOA{_version}==;sn={_version}";
        return answer;
    }

    private byte[] Carry(HttpContext context, string raw, byte[] body)
    {
        var parts = raw.Split('?', 2);
        var query = parts[1].Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]), StringComparer.Ordinal);
        if (query.GetValueOrDefault("api-version") != ApiVersion)
        {
            return Problem(context, 400, "invalid-argument");
        }

        if (parts[0] == "/kv" && context.Request.Method == "GET")
        {
            return List(context, query);
        }

        var key = Uri.UnescapeDataString(parts[0]["/kv/".Length..]);
        var label = query.GetValueOrDefault("label", "").TrimEnd('\0');
        if (!parts[0].StartsWith("/kv/", StringComparison.Ordinal) || parts[0]["/kv/".Length..].Contains('/', StringComparison.Ordinal) || key.Contains('%', StringComparison.Ordinal))
        {
            return Problem(context, 400, "invalid-argument");
        }

        var stored = Visible(context).FirstOrDefault(item => item.Key == key && item.Label == label);
        return context.Request.Method == "GET" ? One(context, stored) : Change(context, key, label, body);
    }

    private byte[] Change(HttpContext context, string key, string label, byte[] body)
    {
        var stored = _items.GetValueOrDefault((key, label));
        var (match, noneMatch) = ((string?)context.Request.Headers.IfMatch, (string?)context.Request.Headers.IfNoneMatch);
        if ((match is not null && (stored is null || match != $"\"{stored.ETag}\"")) || (noneMatch == "*" && stored is not null))
        {
            return Problem(context, 412, "precondition-failed");
        }

        if (stored is { Locked: true })
        {
            return Problem(context, 409, "key-locked", ("name", key));
        }

        if (context.Request.Method == "DELETE")
        {
            Before();
            _items.Remove((key, label));
            _version++;
            return One(context, stored, StatusCodes.Status204NoContent);
        }

        var json = JsonNode.Parse(body)!.AsObject();
        var tags = json["tags"]?.AsObject().ToDictionary(tag => tag.Key, tag => (string?)tag.Value ?? "", StringComparer.Ordinal) ?? [];
        var item = new StoredKeyValue(key, label, (string?)json["value"], (string?)json["content_type"], tags, false);
        if (context.Request.ContentType != "application/vnd.microsoft.appconfig.kv+json" || Encoding.UTF8.GetByteCount($"{key}{label}{item.Value}{item.ContentType}{string.Concat(tags.Select(tag => tag.Key + tag.Value))}") > MostBytes)
        {
            return Problem(context, 400, "invalid-argument");
        }

        Before();
        return One(context, Keep(item));
    }

    private StoredKeyValue Keep(StoredKeyValue item) => _items[(item.Key, item.Label)] = item with { ETag = $"v{++_version:D6}", LastModified = TimeProvider.System.GetUtcNow() };

    private void Before()
    {
        if (StaleReads)
        {
            _stale = [.. _items.Values];
        }
    }

    private IEnumerable<StoredKeyValue> Visible(HttpContext context) =>
        StaleReads && (string?)context.Request.Headers["Sync-Token"] != $"jtqGc1I4=MDoyOA{_version}==" ? _stale : _items.Values;

    private byte[] List(HttpContext context, Dictionary<string, string> query)
    {
        var keys = Filter(query.GetValueOrDefault("key", "*"));
        var labels = Filter(query.GetValueOrDefault("label", "*"));
        if (keys is null || labels is null)
        {
            return Problem(context, 400, "invalid-argument");
        }

        var after = query.TryGetValue("after", out var token) ? Encoding.UTF8.GetString(Convert.FromBase64String(token)) : null;
        var found = Visible(context)
            .Where(item => keys(item.Key) && labels(item.Label) && (after is null || string.CompareOrdinal(item.Key, after) > 0)).Take(PageSize + 1).ToList();
        var more = found.Count > PageSize;
        var page = more ? found[..PageSize] : found;
        var members = query.GetValueOrDefault("$select")?.Split(',');
        var answer = new JsonObject { ["items"] = new JsonArray([.. page.Select(item => Json(item, members))]) };
        if (more)
        {
            var rest = string.Join('&', query.Where(pair => pair.Key != "after").Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));
            answer["@nextLink"] = $"/kv?{rest}&after={Uri.EscapeDataString(Convert.ToBase64String(Encoding.UTF8.GetBytes(page[^1].Key)))}";
        }

        context.Response.ContentType = "application/vnd.microsoft.appconfig.kvset+json; charset=utf-8";
        return JsonSerializer.SerializeToUtf8Bytes(answer);
    }

    /// <summary>A filter of the service: at most five, parted by commas, with a star at the end, and escapes; null when it is none.</summary>
    private static Func<string, bool>? Filter(string text)
    {
        var (alternatives, current, prefix) = (new List<(string Text, bool Prefix)>(), new StringBuilder(), false);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || text[i] == ',')
            {
                alternatives.Add((current.ToString().TrimEnd('\0'), prefix));
                (current, prefix) = (new StringBuilder(), false);
            }
            else if (prefix || (text[i] == '\\' && ++i == text.Length))
            {
                return null;
            }
            else if (text[i] == '*' && (i == 0 || text[i - 1] != '\\'))
            {
                prefix = true;
            }
            else
            {
                current.Append(text[i]);
            }
        }

        return alternatives.Count > 5 ? null : value => alternatives.Any(one => one.Prefix ? value.StartsWith(one.Text, StringComparison.Ordinal) : value == one.Text);
    }

    private static byte[] One(HttpContext context, StoredKeyValue? item, int none = StatusCodes.Status404NotFound)
    {
        if (item is null)
        {
            context.Response.StatusCode = none;
            return [];
        }

        context.Response.ContentType = "application/vnd.microsoft.appconfig.kv+json; charset=utf-8";
        context.Response.Headers.ETag = $"\"{item.ETag}\"";
        return JsonSerializer.SerializeToUtf8Bytes(Json(item, null));
    }

    private static JsonObject Json(StoredKeyValue item, string[]? members)
    {
        var json = new JsonObject
        {
            ["etag"] = item.ETag,
            ["key"] = item.Key,
            ["label"] = item.Label.Length == 0 ? null : item.Label,
            ["content_type"] = item.ContentType,
            ["value"] = item.Value,
            ["tags"] = new JsonObject([.. item.Tags.Select(tag => KeyValuePair.Create(tag.Key, (JsonNode?)tag.Value))]),
            ["locked"] = item.Locked,
            ["last_modified"] = item.LastModified.ToString("O", CultureInfo.InvariantCulture),
        };
        return members is null ? json : new JsonObject([.. members.Select(name => KeyValuePair.Create(name, json[name]?.DeepClone()))]);
    }

    private static byte[] Problem(HttpContext context, int status, string type, params (string Name, string Value)[] members)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json; charset=utf-8";
        var json = new JsonObject { ["type"] = $"https://azconfig.io/errors/{type}", ["title"] = "Sentences of the service with the secret in them", ["status"] = status };
        foreach (var (name, value) in members)
        {
            json[name] = value;
        }

        return JsonSerializer.SerializeToUtf8Bytes(json);
    }

    private string? SignatureProblem(HttpRequest request, string raw, byte[] body)
    {
        var (date, hash) = ((string?)request.Headers["x-ms-date"], (string?)request.Headers["x-ms-content-sha256"]);
        if (!DateTimeOffset.TryParseExact(date, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) || (TimeProvider.System.GetUtcNow() - at).Duration() > TimeSpan.FromMinutes(15))
        {
            return "The access token has expired";
        }

        if (hash != Convert.ToBase64String(SHA256.HashData(body)))
        {
            return "Invalid content hash";
        }

        var signature = Convert.ToBase64String(HMACSHA256.HashData(_secret, Encoding.ASCII.GetBytes($"{request.Method}\n{raw}\n{date};{request.Headers.Host};{hash}")));
        return request.Headers.Authorization == $"HMAC-SHA256 Credential={KeyId}&SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}" ? null : "Invalid Signature";
    }
}
