using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Testing.Http;

/// <summary>
/// A real HTTP server on a free port of loopback that keeps JSON resources with versions: GET, PUT and DELETE of any path, with If-Match and If-None-Match. Its versions come
/// from the content, as with many services: what is put back has its old version again.
/// </summary>
public sealed class JsonService : IAsyncDisposable
{
    private readonly Dictionary<string, byte[]> _resources = new(StringComparer.Ordinal);
    private readonly List<string> _requests = [];
    private readonly Lock _gate = new();
    private readonly WebApplication _app;

    private JsonService(X509Certificate2? certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = 64 << 20;
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
            {
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            });
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Its address, without a slash at the end.</summary>
    public string Url => _app.Urls.Single().TrimEnd('/');

    /// <summary>What is done instead of the service's own work, when it answers true.</summary>
    public Func<HttpContext, Task<bool>>? Instead { get; set; }

    /// <summary>What the service makes of a body that is written.</summary>
    public Func<string, string>? Rewrite { get; set; }

    /// <summary>Whether it honours conditions.</summary>
    public bool Conditions { get; set; } = true;

    /// <summary>Whether it names versions.</summary>
    public bool Versions { get; set; } = true;

    /// <summary>Every request so far, as <c>PUT /path</c>.</summary>
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

    /// <summary>Everything it holds, by escaped path.</summary>
    public IReadOnlyDictionary<string, string> Resources
    {
        get
        {
            lock (_gate)
            {
                return _resources.ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value), StringComparer.Ordinal);
            }
        }
    }

    /// <summary>Starts.</summary>
    public static async Task<JsonService> StartAsync(X509Certificate2? certificate = null)
    {
        var service = new JsonService(certificate);
        await service._app.StartAsync();
        return service;
    }

    /// <summary>Somebody else writes a resource, or deletes it.</summary>
    public void Put(string path, string? json)
    {
        lock (_gate)
        {
            if (json is null)
            {
                _resources.Remove(Escaped(path));
            }
            else
            {
                _resources[Escaped(path)] = Encoding.UTF8.GetBytes(json);
            }
        }
    }

    /// <summary>What stands at a path; null when nothing does.</summary>
    public string? Read(string path) => Resources.GetValueOrDefault(Escaped(path));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static string Escaped(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static string VersionOf(byte[] body) => $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8))}\"";

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        lock (_gate)
        {
            _requests.Add($"{context.Request.Method} {path}");
        }

        if (Instead is { } instead && await instead(context))
        {
            return;
        }

        using var sent = new MemoryStream();
        await context.Request.Body.CopyToAsync(sent, context.RequestAborted);
        byte[]? found;
        lock (_gate)
        {
            found = Carry(context, path, sent.ToArray());
        }

        if (found is not null)
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            await context.Response.Body.WriteAsync(found, context.RequestAborted);
        }
    }

    private byte[]? Carry(HttpContext context, string path, byte[] sent)
    {
        var (request, response) = (context.Request, context.Response);
        var there = _resources.TryGetValue(path, out var body);
        var broken = (request.Headers.IfMatch.Count > 0 && (!there || request.Headers.IfMatch != VersionOf(body!))) || (request.Headers.IfNoneMatch == "*" && there);
        if (request.Method != "GET" && Conditions && broken)
        {
            response.StatusCode = StatusCodes.Status412PreconditionFailed;
            return null;
        }

        switch (request.Method)
        {
            case "PUT":
                body = Rewrite is { } rewrite ? Encoding.UTF8.GetBytes(rewrite(Encoding.UTF8.GetString(sent))) : sent;
                _resources[path] = body;
                response.StatusCode = there ? StatusCodes.Status204NoContent : StatusCodes.Status201Created;
                break;
            case "DELETE" when there:
                _resources.Remove(path);
                response.StatusCode = StatusCodes.Status204NoContent;
                return null;
            case "GET" when there:
                break;
            default:
                response.StatusCode = StatusCodes.Status404NotFound;
                return null;
        }

        if (Versions)
        {
            response.Headers.ETag = VersionOf(body!);
        }

        return request.Method == "GET" ? body : null;
    }
}
