using System.Globalization;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Web.Access;
using FunctionsMigrator.Web.Answers;
using FunctionsMigrator.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.Endpoints;

/// <summary>Why a run waits, or would, and when it may start.</summary>
internal static class PolicyEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/policy/explain", ExplainAsync).Named("explainPolicy", "When a run of an environment may start, and what holds it until then.").Needs(AccessRole.Reader)
            .Produces<PolicyExplanation>().Fails(400, 404);
        routes.MapGet("/api/runs/{run}/explanation", ExplainRunAsync).Named("explainRun", "Why a run waits, who is still needed, and when it may start.").Needs(AccessRole.Reader)
            .Produces<PolicyExplanation>().Fails(400, 404);
        routes.MapGet("/api/delegations", ListAsync).Named("listDelegations", "Who may decide in whose name.").Needs(AccessRole.Reader).Produces<DelegationList>().Fails();
        routes.MapPost("/api/delegations", DelegateAsync).Named("delegate", "Lets somebody else decide in the caller's name for a time, or takes that back.")
            .Needs(AccessRole.Approver).Produces<Delegation>().Fails(400);
    }

    private static async Task<IResult> ListAsync(IMigrator migrator, CancellationToken cancellation)
    {
        var delegations = new List<Delegation>();
        await foreach (var delegation in migrator.ListDelegationsAsync(cancellation))
        {
            delegations.Add(delegation);
        }

        return Answer.Plain(new DelegationList(delegations));
    }

    private static async Task<IResult> DelegateAsync(DelegateRequest request, HttpContext http, IMigrator migrator, CancellationToken cancellation) =>
        Answer.Of(await migrator.DelegateAsync(request, http.Caller(), cancellation));

    private static Task<IResult> ExplainAsync(IMigrator migrator, CancellationToken cancellation, string? environment = null, string? at = null) =>
        AnswerAsync(migrator, new ExplainRequest(Environment: environment), at, cancellation);

    private static Task<IResult> ExplainRunAsync(string run, IMigrator migrator, CancellationToken cancellation, string? at = null) =>
        AnswerAsync(migrator, new ExplainRequest(run), at, cancellation);

    private static async Task<IResult> AnswerAsync(IMigrator migrator, ExplainRequest request, string? at, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(at))
        {
            return Answer.Of(await migrator.ExplainAsync(request, cancellation), StatusCodes.Status200OK);
        }

        return DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? Answer.Of(await migrator.ExplainAsync(request with { At = instant.ToUniversalTime() }, cancellation), StatusCodes.Status200OK)
            : Problem.Of([WebCodes.BadRequest.Finding($"at is '{at}'; expected an instant such as 2026-11-30T08:00:00Z.")]);
    }
}
