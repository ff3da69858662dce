using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Web.Access;
using FunctionsMigrator.Web.Answers;
using FunctionsMigrator.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.Endpoints;

/// <summary>Whether the server lives, and whether it can work. For everybody, so without details.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Answer.Plain(new HealthState("live"))).Named("isLive", "Whether the server runs.").IsForEverybody().Produces<HealthState>();
        routes.MapGet("/health/ready", ReadyAsync).Named("isReady", "Whether the server can work now.").IsForEverybody()
            .Produces<HealthState>().Produces<Problem>(StatusCodes.Status503ServiceUnavailable, Problem.ContentType);
    }

    private static async Task<IResult> ReadyAsync(WebOptions options, CancellationToken cancellation) => await options.IsReady(cancellation)
        ? Answer.Plain(new HealthState("ready", await options.LastSweep(cancellation)))
        : Problem.Of([WebCodes.NotReady.Finding("Store or engine cannot be used now.")]);
}
