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

    // A loop that stopped is no reason to send requests elsewhere: the store can be used, and another host may do what this one does not. So it is a word, and not another status.
    private static async Task<IResult> ReadyAsync(WebOptions options, CancellationToken cancellation)
    {
        if (!await options.IsReady(cancellation))
        {
            return Problem.Of([WebCodes.NotReady.Finding("Store or engine cannot be used now.")]);
        }

        var (swept, stopped) = (await options.LastSweep(cancellation), await options.Stopped(cancellation));
        return Answer.Plain(stopped.Count == 0 ? new HealthState("ready", swept) : new HealthState("degraded", swept, [.. stopped.Select(beat => beat.Loop)]));
    }
}
