using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Web.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsMigrator.Web.Pages.Environments;

/// <summary>Environments: all of them, and one with its targets.</summary>
internal static class EnvironmentEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/environments", PageRequest.Shows, ListAsync).IsPage(AccessRole.Reader).ExcludeFromDescription();
        routes.MapMethods("/environments/{environment}", PageRequest.Shows, ShowAsync).IsPage(AccessRole.Reader).ExcludeFromDescription();
    }

    private static async Task<IResult> ListAsync(HttpContext http, CancellationToken cancellation) => PageResult.Of<EnvironmentsPage>(
        StatusCodes.Status200OK, ("Viewer", http.Viewer()), ("Sheets", await http.Desk().Environments.ListAsync(cancellation)), ("Number", http.Request.Query.Number("page")));

    private static async Task<IResult> ShowAsync(string environment, HttpContext http, CancellationToken cancellation)
    {
        var page = http.Request.Query.Number("page");
        var found = await http.Desk().Environments.ReadAsync(environment, page, cancellation);
        return found.TryGet(out var shown)
            ? PageResult.Of<EnvironmentPageView>(StatusCodes.Status200OK, ("Viewer", http.Viewer()), ("Page", shown), ("Number", page), ("MayCapture", http.RequestServices.GetService<IDriftCapture>() is not null))
            : http.Refused(found.Findings);
    }
}
