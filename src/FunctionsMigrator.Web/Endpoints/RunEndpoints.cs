using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Web.Access;
using FunctionsMigrator.Web.Answers;
using FunctionsMigrator.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.Endpoints;

/// <summary>Runs as they stand, and what is asked of them.</summary>
internal static class RunEndpoints
{
    public const int MostRuns = 1000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/runs", ListAsync).Named("listRuns", "Runs, newest first.").Needs(AccessRole.Reader).Produces<RunList>().Fails(400);
        routes.MapGet("/api/environments/{environment}/queue", QueueAsync).Named("getQueue", "Which commits of an environment wait behind which run, and which were replaced by what.")
            .Needs(AccessRole.Reader).Produces<RunQueue>().Fails();
        routes.MapGet("/api/runs/{run}", GetAsync).Named("getRun", "One run with its targets and commands.").Needs(AccessRole.Reader)
            .Produces<RunDetails>().Produces(StatusCodes.Status304NotModified).Fails(404);
        routes.MapGet("/api/runs/{run}/findings", FindingsAsync).Named("readRunFindings", "All findings of a run, one a line.").Needs(AccessRole.Reader)
            .Produces<Finding>(contentType: Lines.ContentType).Fails(404);
        routes.MapGet("/api/runs/{run}/audit", AuditAsync).Named("readAudit", "The audit of a run in order, one record a line.").Needs(AccessRole.Reader)
            .Produces<AuditRecord>(contentType: Lines.ContentType).Fails(404);
        routes.MapGet("/api/runs/{run}/measurements", MeasurementsAsync).Named("readMeasurements", "What analyses measured of a run, in the order in which it was measured, one a line.").Needs(AccessRole.Reader)
            .Produces<Measurement>(contentType: Lines.ContentType).Fails(404);
        routes.MapPost("/api/runs/{run}/commands", CommandAsync).Named("command", "Asks something of a run; answered before the run acts on it.")
            .Needs(AccessRole.Operator, AccessRole.Approver).Produces<RunCommand>(StatusCodes.Status202Accepted).Fails(400, 404, 409);
    }

    private static async Task<IResult> ListAsync(IMigrator migrator, CancellationToken cancellation, string? environment = null, bool open = false, int limit = 20, string? after = null)
    {
        if (limit is < 1 or > MostRuns)
        {
            return Problem.Of([WebCodes.BadRequest.Finding($"limit is {limit}; expected 1 to {MostRuns}.")]);
        }

        var runs = new List<RunRecord>();
        await foreach (var run in migrator.ListAsync(new RunFilter(environment, open, limit, after), cancellation))
        {
            runs.Add(run);
        }

        return Answer.Plain(new RunList(runs));
    }

    private static async Task<IResult> GetAsync(string run, IMigrator migrator, CancellationToken cancellation) =>
        Answer.Tagged(await migrator.GetAsync(run, cancellation));

    private static async Task<IResult> FindingsAsync(string run, IMigrator migrator, CancellationToken cancellation)
    {
        var found = await migrator.GetAsync(run, cancellation);
        return !found.TryGet(out var details) ? Problem.Of(found.Findings)
            : Lines.Of(details.Run.Findings is { } blob ? migrator.ReadFindingsAsync(blob, cancellation) : AsyncEnumerable.Empty<Finding>());
    }

    private static async Task<IResult> AuditAsync(string run, IMigrator migrator, CancellationToken cancellation)
    {
        if (AuditChains.Has(run))
        {
            return Lines.Of(migrator.ReadAuditAsync(run, cancellation));
        }

        var found = await migrator.GetAsync(run, cancellation);
        return found.TryGet(out var details) ? Lines.Of(migrator.ReadAuditAsync(details.Run.Id, cancellation)) : Problem.Of(found.Findings);
    }

    private static async Task<IResult> MeasurementsAsync(string run, IMigrator migrator, CancellationToken cancellation)
    {
        var found = await migrator.GetAsync(run, cancellation);
        return found.TryGet(out var details) ? Lines.Of(migrator.ReadMeasurementsAsync(details.Run.Id, cancellation)) : Problem.Of(found.Findings);
    }

    private static async Task<IResult> QueueAsync(string environment, IMigrator migrator, CancellationToken cancellation) => Answer.Of(await migrator.GetQueueAsync(environment, cancellation));

    private static async Task<IResult> CommandAsync(string run, CommandRequest request, HttpContext http, IMigrator migrator, CancellationToken cancellation) =>
        request.Kind is CommandKind.Supersede
            ? Problem.Of([WebCodes.NotACommand.Finding("Only the server itself says that a newer run replaces one.")])
            : Answer.Of(await migrator.CommandAsync(run, request, http.Caller(), cancellation), StatusCodes.Status202Accepted);
}
