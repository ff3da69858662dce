using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Web.Access;
using FunctionsMigrator.Web.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.Endpoints;

/// <summary>What environments hold that nobody brought there by a run.</summary>
internal static class DriftEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/drift", ListAsync).Named("listDrift", "What the last look for drift found in each environment.").Needs(AccessRole.Reader).Produces<DriftList>().Fails();

    private static async Task<IResult> ListAsync(IMigrator migrator, CancellationToken cancellation)
    {
        var records = new List<DriftRecord>();
        await foreach (var record in migrator.ListDriftAsync(cancellation))
        {
            records.Add(record);
        }

        return Answer.Plain(new DriftList(records));
    }
}
