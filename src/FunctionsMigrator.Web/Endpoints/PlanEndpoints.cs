using System.Text.RegularExpressions;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Web.Access;
using FunctionsMigrator.Web.Answers;
using FunctionsMigrator.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.Endpoints;

/// <summary>Plans: the index, the lines of a target, findings. Lines and findings are also read by the names that an index or a run gives them.</summary>
internal static partial class PlanEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/runs/{run}/plan", PlanAsync).Named("getPlan", "The plan of a run as it stands: every target in numbers.").Needs(AccessRole.Reader)
            .Produces<PlanIndex>().Produces(StatusCodes.Status304NotModified).Fails(404);
        Changes(routes.MapGet("/api/runs/{run}/plan/changes", ChangesAsync).Named("readChanges", "The changes of one target, one a line, in the order in which they are applied."), 404);
        Changes(routes.MapGet("/api/plan-lines", LinesAsync).Named("readPlanLines", "The changes that a target's plan names in lines, one a line."));
        routes.MapGet("/api/findings", FindingsAsync).Named("readFindings", "The findings that a run names, one a line.").Needs(AccessRole.Reader)
            .Produces<Finding>(contentType: Lines.ContentType).Fails(400);
    }

    private static void Changes(RouteHandlerBuilder endpoint, params int[] problems) =>
        endpoint.Needs(AccessRole.Reader).Produces<Change>(contentType: Lines.ContentType).Fails([400, .. problems]);

    private static async Task<IResult> PlanAsync(string run, IMigrator migrator, CancellationToken cancellation) =>
        Answer.Tagged(await migrator.GetPlanAsync(run, cancellation));

    private static async Task<IResult> ChangesAsync(string run, string target, IMigrator migrator, CancellationToken cancellation)
    {
        var found = await migrator.GetPlanAsync(run, cancellation);
        if (!found.TryGet(out var index))
        {
            return Problem.Of(found.Findings);
        }

        var plan = index.Targets.FirstOrDefault(candidate => candidate.Address.ToString() == target);
        return plan is null
            ? Problem.Of([WebCodes.UnknownTarget.Finding($"The plan of {run} has no target '{target}'.{DidYouMean.Hint(target, index.Targets.Select(other => other.Address.ToString()))}")])
            : Lines.Of(plan.Lines is null ? AsyncEnumerable.Empty<Change>() : migrator.ReadPlanAsync(plan, cancellation));
    }

    private static IResult LinesAsync(string blob, IMigrator migrator, CancellationToken cancellation) => LineBlob().IsMatch(blob)
        ? Lines.Of(migrator.ReadPlanAsync(Named(blob), cancellation))
        : NoBlob();

    private static IResult FindingsAsync(string blob, IMigrator migrator, CancellationToken cancellation) => FindingBlob().IsMatch(blob)
        ? Lines.Of(migrator.ReadFindingsAsync(blob, cancellation))
        : NoBlob();

    private static Problem NoBlob() => Problem.Of([WebCodes.BadRequest.Finding("blob is not a name that a plan or a run gives.")]);

    // Lines are named by their content and read by that name alone.
    private static TargetPlan Named(string lines) => new(
        new TargetAddress("-", "-", "-"), lines, default, new ChangeCounts(), [], RiskLevel.Low, false, [], null, null, null, [], []);

    [GeneratedRegex(@"^lines/[0-9a-f]{64}\z")]
    private static partial Regex LineBlob();

    [GeneratedRegex(@"^findings/[0-9a-f]{64}\z")]
    private static partial Regex FindingBlob();
}
