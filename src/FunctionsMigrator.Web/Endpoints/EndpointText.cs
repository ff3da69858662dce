using FunctionsMigrator.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Web.Endpoints;

/// <summary>What the API document says of an endpoint.</summary>
internal static class EndpointText
{
    public static RouteHandlerBuilder Named(this RouteHandlerBuilder endpoint, string name, string summary) => endpoint.WithName(name).WithSummary(summary);

    /// <summary>The statuses of problems besides those that every endpoint with a role has.</summary>
    public static RouteHandlerBuilder Fails(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in (int[])[401, 403, 429, .. statuses])
        {
            endpoint.Produces<Problem>(status, Problem.ContentType);
        }

        return endpoint;
    }
}
