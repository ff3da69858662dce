using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Testing.Faults;

/// <summary>
/// Stands between a client and an HTTP server, on a free port of loopback, and lets one chosen request meet a fault: the nth of those that match. Everything else passes as it
/// is, byte for byte, host and path included. No clock, no chance.
/// </summary>
public sealed class HttpFaultProxy : IAsyncDisposable
{
    private static readonly HashSet<string> Hop = new(["Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "Proxy-Connection", "Content-Length"], StringComparer.OrdinalIgnoreCase);
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None, UseProxy = false });
    private readonly List<string> _matched = [];
    private readonly Lock _gate = new();
    private readonly WebApplication _app;
    private readonly string _upstream;
    private Func<string, bool> _which = _ => false;
    private HttpFault? _fault;
    private Sent? _late;
    private int _nth;

    private HttpFaultProxy(string upstream)
    {
        _upstream = upstream.TrimEnd('/');
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        _app = builder.Build();
        _app.Run(PassAsync);
    }

    /// <summary>Its address, without a slash at the end.</summary>
    public string Url => _app.Urls.Single().TrimEnd('/');

    /// <summary>The requests that matched since <see cref="Arm"/>, as <c>PUT /path</c>.</summary>
    public IReadOnlyList<string> Matched
    {
        get
        {
            lock (_gate)
            {
                return [.. _matched];
            }
        }
    }

    /// <summary>Starts in front of a server.</summary>
    public static async Task<HttpFaultProxy> StartAsync(string upstream)
    {
        var proxy = new HttpFaultProxy(upstream);
        await proxy._app.StartAsync();
        return proxy;
    }

    /// <summary>From now on requests that match are counted, and the one of this number, from 0, meets the fault; null: none does.</summary>
    public void Arm(Func<string, bool> which, int nth = 0, HttpFault? fault = null)
    {
        lock (_gate)
        {
            (_which, _nth, _fault) = (which, nth, fault);
            _matched.Clear();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private HttpFault? FaultOf(string request)
    {
        lock (_gate)
        {
            if (!_which(request))
            {
                return null;
            }

            _matched.Add(request);
            return _matched.Count - 1 == _nth ? _fault : null;
        }
    }

    private async Task PassAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var sent = new Sent(context.Request.Method, target, body.ToArray(), [.. context.Request.Headers.Where(header => !Hop.Contains(header.Key)).Select(header => (header.Key, header.Value.ToArray()))]);
        if (Interlocked.Exchange(ref _late, null) is { } late)
        {
            (await SendAsync(late)).Dispose();
        }

        var fault = FaultOf($"{sent.Method} {target}");
        if (fault is { Late: true })
        {
            _late = sent;
            context.Abort();
            return;
        }

        if (fault is { Before: true } or { Again: true })
        {
            (await SendAsync(sent)).Dispose();
        }

        if (fault is null or { Again: true })
        {
            using var answer = await SendAsync(sent);
            await CopyAsync(answer, context);
            return;
        }

        if (fault.Status is not { } status)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        if (fault.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = wait;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Sent sent)
    {
        using var request = new HttpRequestMessage(new HttpMethod(sent.Method), new Uri(_upstream + sent.Target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (sent.Body.Length > 0 || sent.Method is "PUT" or "POST" or "PATCH" or "MERGE")
        {
            request.Content = new ByteArrayContent(sent.Body);
        }

        foreach (var (name, values) in sent.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, values))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values);
            }
        }

        return await _client.SendAsync(request, HttpCompletionOption.ResponseContentRead);
    }

    private static async Task CopyAsync(HttpResponseMessage answer, HttpContext context)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !Hop.Contains(header.Key)))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        var bytes = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        if (bytes.Length > 0)
        {
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }

    private sealed record Sent(string Method, string Target, byte[] Body, IReadOnlyList<(string Name, string?[] Values)> Headers);
}
