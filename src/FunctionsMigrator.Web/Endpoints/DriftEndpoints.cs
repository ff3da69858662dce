using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Web.Access;
using FunctionsMigrator.Web.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.Endpoints;

/// <summary>What environments hold that nobody brought there by a run, and what is done about it.</summary>
internal static class DriftEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/drift", ListAsync).Named("listDrift", "What the last look for drift found in each environment.").Needs(AccessRole.Reader).Produces<DriftList>().Fails();
        routes.MapGet("/api/drift/items", ItemsAsync).Named("listDriftedItems", "The items that moved on their targets and not in git.").Needs(AccessRole.Reader).Produces<DriftedItemList>().Fails();
        routes.MapPost("/api/drift/scan", ScanAsync).Named("scanDrift", "Looks for drift now.").Needs(AccessRole.Operator).Produces<DriftList>().Fails(400, 404);
        routes.MapPost("/api/drift/{environment}/heal", HealAsync).Named("healDrift", "Starts a run that brings back what drifted.").Needs(AccessRole.Operator)
            .Produces<StartedRun>(StatusCodes.Status201Created).Fails(400, 404, 409);
        routes.MapPost("/api/drift/{environment}/keep", KeepAsync).Named("keepDrift", "Leaves drifted items as they are live.").Needs(AccessRole.Operator)
            .Produces<DriftedItemList>().Fails(400, 404, 409);
    }

    private static async Task<IResult> ListAsync(IMigrator migrator, CancellationToken cancellation)
    {
        var records = new List<DriftRecord>();
        await foreach (var record in migrator.ListDriftAsync(cancellation))
        {
            records.Add(record);
        }

        return Answer.Plain(new DriftList(records));
    }

    private static async Task<IResult> ItemsAsync(IMigrator migrator, CancellationToken cancellation, string? environment = null, bool all = false)
    {
        var items = new List<DriftedItem>();
        await foreach (var item in migrator.ListDriftedItemsAsync(new DriftFilter(environment, all), cancellation))
        {
            items.Add(item);
        }

        return Answer.Plain(new DriftedItemList(items));
    }

    private static async Task<IResult> ScanAsync(ScanDriftBody body, HttpContext http, IMigrator migrator, CancellationToken cancellation) =>
        Answer.Of((await migrator.ScanDriftAsync(body.Environment, http.Caller(), cancellation)).Then(records => new DriftList(records)));

    private static async Task<IResult> HealAsync(string environment, HealDriftBody body, HttpContext http, IMigrator migrator, CancellationToken cancellation) => Answer.Made(
        await migrator.HealDriftAsync(new HealRequest(environment, body.Target, body.Items, body.Reason), http.Caller(), cancellation),
        run => (run.Created, $"/api/runs/{Uri.EscapeDataString(run.Run.Id)}"));

    private static async Task<IResult> KeepAsync(string environment, KeepDriftBody body, HttpContext http, IMigrator migrator, CancellationToken cancellation) => Answer.Of(
        (await migrator.KeepDriftAsync(new KeepRequest(environment, body.Items, body.Reason, body.Until, body.Target), http.Caller(), cancellation)).Then(items => new DriftedItemList(items)));
}
