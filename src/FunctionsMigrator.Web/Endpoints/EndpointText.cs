using FunctionsMigrator.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.Endpoints;

/// <summary>What the API document says of an endpoint.</summary>
internal static class EndpointText
{
    /// <summary>Name and summary; the tag is the first word of the path behind <c>/api</c>.</summary>
    public static RouteHandlerBuilder Named(this RouteHandlerBuilder endpoint, string name, string summary)
    {
        endpoint.Add(builder =>
        {
            var words = ((RouteEndpointBuilder)builder).RoutePattern.RawText!.Split('/', StringSplitOptions.RemoveEmptyEntries);
            builder.Metadata.Add(new TagsAttribute(words[0] == "api" ? words[1] : words[0]));
        });
        return endpoint.WithName(name).WithSummary(summary);
    }

    /// <summary>The statuses of problems besides those that every endpoint with a role has.</summary>
    public static RouteHandlerBuilder Fails(this RouteHandlerBuilder endpoint, params int[] statuses) => endpoint.Says([401, 403, 429, .. statuses]);

    /// <summary>The statuses of problems of an endpoint that is for everybody.</summary>
    public static RouteHandlerBuilder Says(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in statuses)
        {
            endpoint.Produces<Problem>(status, Problem.ContentType);
        }

        return endpoint;
    }
}
