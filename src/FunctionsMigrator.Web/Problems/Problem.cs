using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Web.Problems;

/// <summary>A failure as RFC 9457 writes it. The members are those of the finding that decides; all findings follow.</summary>
/// <param name="Title">What kind of failure it is; the same for every request with this code.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong with this request.</param>
/// <param name="Code">The stable code.</param>
/// <param name="Remedy">The next thing to do.</param>
/// <param name="Findings">Everything found.</param>
/// <param name="Incident">For a fault of the server: what to look for in its log.</param>
public sealed record Problem(string Title, int Status, string Detail, string Code, string Remedy, IReadOnlyList<Finding> Findings, string? Incident = null) : IResult
{
    /// <summary>The content type.</summary>
    public const string ContentType = "application/problem+json";

    private static readonly Dictionary<string, string> Titles = FailureCatalogue.All.ToDictionary(code => code.Code, code => code.Title, StringComparer.Ordinal);

    /// <summary>The problem that the findings make.</summary>
    public static Problem Of(IReadOnlyList<Finding> findings)
    {
        var deciding = ProblemStatus.Deciding(findings);
        return new Problem(
            Titles.GetValueOrDefault(deciding.Code, "The request cannot be done"), ProblemStatus.Of(findings), deciding.Message, deciding.Code, deciding.Remedy, findings);
    }

    /// <summary>Answers with this problem: as RFC 9457 says, or as a page where a page was asked for.</summary>
    public async Task WriteAsync(HttpContext http)
    {
        if (ProblemPage.IsFor(http))
        {
            await ProblemPage.WriteAsync(http, this);
            return;
        }

        http.Response.StatusCode = Status;
        http.Response.ContentType = ContentType;
        if (Status == StatusCodes.Status401Unauthorized)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer realm=\"FunctionsMigrator\"";
        }

        var bytes = JsonSerializer.SerializeToUtf8Bytes(this, FmJson.Line);
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext);
}
