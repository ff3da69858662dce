using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Web.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.Pages.Overviews;

/// <summary>The start: where every environment stands.</summary>
internal static class OverviewEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapMethods("/", PageRequest.Shows, ShowAsync).IsPage(AccessRole.Reader).ExcludeFromDescription();

    private static async Task<IResult> ShowAsync(HttpContext http, TimeProvider time, CancellationToken cancellation) => PageResult.Of<OverviewPage>(
        StatusCodes.Status200OK, ("Viewer", http.Viewer()), ("Sheets", await http.Desk().Environments.ListAsync(cancellation)), ("Now", time.GetUtcNow()));
}
