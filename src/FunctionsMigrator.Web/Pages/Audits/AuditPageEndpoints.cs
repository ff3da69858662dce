using System.Globalization;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Reviews;
using FunctionsMigrator.Web.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.Pages.Audits;

/// <summary>The audit: searched, verified, taken away. All of it only looks.</summary>
internal static class AuditPageEndpoints
{
    private const string Zip = "application/zip";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/audit", PageRequest.Shows, ShowAsync).IsPage(AccessRole.Reader).ExcludeFromDescription();
        routes.MapMethods("/audit/verify", PageRequest.Shows, VerifyAsync).IsPage(AccessRole.Reader).ExcludeFromDescription();
        routes.MapGet("/audit/export", ExportAsync).IsPage(AccessRole.Reader).ExcludeFromDescription();
    }

    private static async Task<IResult> ShowAsync(HttpContext http, IMigrator migrator, CancellationToken cancellation)
    {
        var asked = http.Request.Query;
        var query = new AuditQuery(asked.Text("environment"), null, asked.Text("event"), asked.Text("q"), From(asked.Text("from")));
        if (asked.Text("run") is { } named)
        {
            var found = await migrator.GetAsync(named, cancellation);
            if (!found.TryGet(out var details))
            {
                return http.Refused(found.Findings);
            }

            query = query with { Run = details.Run.Id, Environment = details.Run.Environment };
        }

        var names = await http.Desk().Environments.NamesAsync(cancellation);
        return PageResult.Of<AuditListPage>(
            StatusCodes.Status200OK, ("Viewer", http.Viewer()), ("Query", query), ("Found", await http.Desk().Audits.FindAsync(query, cancellation)), ("Environments", names));
    }

    private static async Task<IResult> VerifyAsync(HttpContext http, IMigrator migrator, CancellationToken cancellation)
    {
        var audits = http.Desk().Audits;
        if (http.Request.Query.Text("run") is { } named)
        {
            var found = await migrator.GetAsync(named, cancellation);
            return found.TryGet(out var details)
                ? Verified(http, new AuditReport(details.Run.Environment, null, [await audits.VerifyAsync(details.Run.Environment, details.Run.Id, cancellation)]), details.Run.Id)
                : http.Refused(found.Findings);
        }

        return http.Request.Query.Text("environment") is { } environment
            ? Verified(http, await audits.VerifyAsync(environment, cancellation), null)
            : http.Refused([RunCodes.UnknownEnvironment.Finding("Neither a run nor an environment is named.")]);
    }

    private static PageResult Verified(HttpContext http, AuditReport report, string? run) =>
        PageResult.Of<AuditVerdictPage>(StatusCodes.Status200OK, ("Viewer", http.Viewer()), ("Report", report), ("Run", run));

    // Written to a file first, which nobody else sees: what cannot be exported is then a page and no half of a file.
    private static async Task<IResult> ExportAsync(HttpContext http, IMigrator migrator, CancellationToken cancellation)
    {
        var (environment, run) = (http.Request.Query.Text("environment"), http.Request.Query.Text("run"));
        if (run is not null)
        {
            var found = await migrator.GetAsync(run, cancellation);
            if (!found.TryGet(out var details))
            {
                return http.Refused(found.Findings);
            }

            (environment, run) = (details.Run.Environment, details.Run.Id);
        }

        if (environment is null)
        {
            return http.Refused([RunCodes.UnknownEnvironment.Finding("Neither a run nor an environment is named.")]);
        }

        var file = new FileStream(Path.Combine(Path.GetTempPath(), $"fm-{Guid.NewGuid():N}.zip"), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        });
        http.Response.RegisterForDisposeAsync(file);
        var exported = await http.Desk().Audits.ExportAsync(environment, run, file, cancellation);
        if (!exported.Succeeded)
        {
            return http.Refused(exported.Findings);
        }

        file.Position = 0;
        return Results.Stream(file, Zip, $"audit-{run ?? environment}.zip");
    }

    private static AuditPlace? From(string? text) =>
        text?.LastIndexOf(':') is > 0 and var at && int.TryParse(text[(at + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal) ? new AuditPlace(text[..at], Math.Max(1, ordinal)) : null;
}
