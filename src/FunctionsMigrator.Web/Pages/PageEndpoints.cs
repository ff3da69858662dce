using FunctionsMigrator.Web.Pages.Audits;
using FunctionsMigrator.Web.Pages.Drifts;
using FunctionsMigrator.Web.Pages.Environments;
using FunctionsMigrator.Web.Pages.Live;
using FunctionsMigrator.Web.Pages.Overviews;
using FunctionsMigrator.Web.Pages.Policies;
using FunctionsMigrator.Web.Pages.Runs;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.Pages;

/// <summary>The pages for people. GET and HEAD show and change nothing, whoever follows which link; what is decided arrives by POST.</summary>
internal static class PageEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        PageScript.Map(routes);
        OverviewEndpoints.Map(routes);
        RunPageEndpoints.Map(routes);
        RollBackPageEndpoints.Map(routes);
        EventEndpoints.Map(routes);
        ReviewEndpoints.Map(routes);
        EnvironmentEndpoints.Map(routes);
        StartPageEndpoints.Map(routes);
        DriftPageEndpoints.Map(routes);
        PolicyPageEndpoints.Map(routes);
        AuditPageEndpoints.Map(routes);
    }
}
