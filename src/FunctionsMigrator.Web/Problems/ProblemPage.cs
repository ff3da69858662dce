using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Web.Access;
using FunctionsMigrator.Web.SignIn;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Web.Problems;

/// <summary>Problems for people before a browser.</summary>
internal static class ProblemPage
{
    private static readonly string[] ForPrograms = ["/api", "/webhooks", "/openapi", "/health"];

    /// <summary>Whether a page was asked for: the endpoint is one, or there is none and a browser asks outside of what is for programs.</summary>
    public static bool IsFor(HttpContext http) => http.GetEndpoint() is { } endpoint && endpoint.Metadata.Count > 0
        ? endpoint.Metadata.GetMetadata<PageAccess>() is not null
        : http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase) && !ForPrograms.Any(path => http.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase));

    public static Task WriteAsync(HttpContext http, Problem problem) => PlainPage.WriteAsync(
        http,
        problem.Status,
        problem.Title,
        string.Concat(problem.Findings.Where(finding => finding.Severity is Severity.Error).DefaultIfEmpty(problem.Findings[0]).Select(Line))
        + $"<p><small>{PlainPage.Text(problem.Code)}</small></p>\n<p><a href=\"{LocalPath.Start}\">Go to the start</a></p>");

    private static string Line(Finding finding) => $"<p class=\"alert\">{PlainPage.Text(finding.Message)}</p>\n<p>{PlainPage.Text(finding.Remedy)}</p>\n";
}
