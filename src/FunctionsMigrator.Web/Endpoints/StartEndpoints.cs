using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Web.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.Endpoints;

/// <summary>Everything that makes a run.</summary>
internal static class StartEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Made(routes.MapPost("/api/runs", StartAsync).Named("startRun", "Starts a run, or answers the one that exists for the environment and commit."), 404, 422);
        Made(routes.MapPost("/api/promotions", PromoteAsync).Named("promote", "Starts the run of the next environment with the promotion's candidate."), 404, 409, 422);
        Made(routes.MapPost("/api/runs/{run}/rollback", RollBackAsync).Named("rollBack", "Starts a run that takes back what this one did."), 404, 409);
        routes.MapPost("/api/runs/{run}/rollback/plan", PreviewAsync).Named("previewRollBack", "What taking this run back would do, without starting it.").Needs(AccessRole.Operator)
            .Produces<RollbackPreview>().Fails(400, 404, 409);
        Made(routes.MapPost("/api/runs/{run}/retry", RetryAsync).Named("retryRun", "Starts the next attempt of a final run that did not end well."), 404, 409);
    }

    private static void Made(RouteHandlerBuilder endpoint, params int[] problems) => endpoint
        .Needs(AccessRole.Operator)
        .Produces<StartedRun>(StatusCodes.Status201Created)
        .Produces<StartedRun>(StatusCodes.Status200OK)
        .Fails([400, .. problems]);

    private static async Task<IResult> StartAsync(StartRequest request, HttpContext http, IMigrator migrator, CancellationToken cancellation) =>
        Answer(await migrator.StartAsync(request, http.Caller(), cancellation));

    private static async Task<IResult> PromoteAsync(PromoteRequest request, HttpContext http, IMigrator migrator, CancellationToken cancellation) =>
        Answer(await migrator.PromoteAsync(request, http.Caller(), cancellation));

    private static async Task<IResult> RollBackAsync(string run, RollbackBody body, HttpContext http, IMigrator migrator, CancellationToken cancellation) =>
        Answer(await migrator.RollBackAsync(new RollbackRequest(run, body.Reason, body.AcceptDataLoss, body.Targets), http.Caller(), cancellation));

    private static async Task<IResult> PreviewAsync(string run, RollbackBody body, HttpContext http, IMigrator migrator, CancellationToken cancellation) =>
        Answers.Answer.Of(await migrator.PreviewRollBackAsync(new RollbackRequest(run, body.Reason, body.AcceptDataLoss, body.Targets), http.Caller(), cancellation));

    private static async Task<IResult> RetryAsync(string run, HttpContext http, IMigrator migrator, CancellationToken cancellation) =>
        Answer(await migrator.RetryAsync(run, http.Caller(), cancellation));

    private static IResult Answer(Outcome<StartedRun> started) =>
        Answers.Answer.Made(started, run => (run.Created, $"/api/runs/{Uri.EscapeDataString(run.Run.Id)}"));
}
