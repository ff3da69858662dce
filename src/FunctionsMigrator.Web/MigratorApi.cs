using FunctionsMigrator.Web.Endpoints;
using FunctionsMigrator.Web.Pages;
using FunctionsMigrator.Web.SignIn;
using FunctionsMigrator.Web.Webhooks;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web;

/// <summary>The endpoints of the API; <c>docs/api.md</c> describes each.</summary>
public static class MigratorApi
{
    /// <summary>Maps all of them. <see cref="MigratorWeb.UseMigratorWeb"/> does it behind the guards that they rely on.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        StartEndpoints.Map(routes);
        RunEndpoints.Map(routes);
        PlanEndpoints.Map(routes);
        LockEndpoints.Map(routes);
        HostEndpoints.Map(routes);
        PolicyEndpoints.Map(routes);
        SignerEndpoints.Map(routes);
        DriftEndpoints.Map(routes);
        WebhookEndpoints.Map(routes);
        CheckEndpoints.Map(routes);
        MeEndpoints.Map(routes);
        HealthEndpoints.Map(routes);
        SignInEndpoints.Map(routes);
        ApiDocument.Map(routes);
        PageEndpoints.Map(routes);
    }
}
