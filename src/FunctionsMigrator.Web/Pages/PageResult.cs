using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Web.Pages;

/// <summary>A component as a whole page. It is rendered to its end before the first byte is sent, so a fault is still a problem.</summary>
/// <param name="component">The component.</param>
/// <param name="parameters">Its parameters.</param>
/// <param name="status">The HTTP status.</param>
internal sealed class PageResult(Type component, Dictionary<string, object?> parameters, int status) : IResult
{
    /// <summary>The parameter of a page that has the script without following anything.</summary>
    public const string Scripted = "Scripted";

    private const string LiveParameter = "Live";

    /// <summary>A page. One with a parameter <c>Live</c> follows what is there; its policy lets our script run, and so does that of one with <see cref="Scripted"/>.</summary>
    public static PageResult Of<TComponent>(int status, params (string Name, object? Value)[] parameters)
        where TComponent : IComponent =>
        new(typeof(TComponent), parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value, StringComparer.Ordinal), status);

    /// <summary>The page as text.</summary>
    public async Task<string> RenderAsync(IServiceProvider services)
    {
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync(component, ParameterView.FromDictionary(parameters))).ToHtmlString());
        return $"<!DOCTYPE html>\n{html.Trim()}\n";
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var bytes = Encoding.UTF8.GetBytes(await RenderAsync(httpContext.RequestServices));
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = bytes.Length;
        response.Headers.ContentSecurityPolicy = parameters.GetValueOrDefault(LiveParameter) is null && parameters.GetValueOrDefault(Scripted) is not true ? PageStyle.Policy : PageStyle.LivePolicy;
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.Body.WriteAsync(bytes, httpContext.RequestAborted);
        }
    }
}
