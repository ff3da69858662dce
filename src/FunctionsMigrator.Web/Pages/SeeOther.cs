using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Web.Pages;

/// <summary>Sends the reader to another page of this server, by GET.</summary>
internal sealed class SeeOther(string path) : IResult
{
    public static SeeOther To(string path) => new(path);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = path;
        return Task.CompletedTask;
    }
}
