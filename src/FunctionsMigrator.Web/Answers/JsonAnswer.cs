using FunctionsMigrator.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace FunctionsMigrator.Web.Answers;

/// <summary>JSON that is written already.</summary>
internal sealed record JsonAnswer(byte[] Bytes) : IResult
{
    public int Status { get; init; } = StatusCodes.Status200OK;

    public string? Location { get; init; }

    public bool Tagged { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (Location is not null)
        {
            response.Headers.Location = Location;
        }

        if (Tagged)
        {
            var tag = new EntityTagHeaderValue($"\"{Digest.Of(Bytes).Hex[..32]}\"");
            response.Headers.ETag = tag.ToString();
            if (httpContext.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false)))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = Bytes.Length;
        await response.Body.WriteAsync(Bytes, httpContext.RequestAborted);
    }
}
