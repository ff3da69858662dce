using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Web.Access;
using FunctionsMigrator.Web.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.Endpoints;

/// <summary>The hosts over the store, and whether what they do again and again goes on.</summary>
internal static class HostEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/hosts/stopped", StoppedAsync).Named("listStoppedLoops", "Loops of the hosts over this store that should have been there again and were not.")
            .Needs(AccessRole.Reader).Produces<StoppedLoopList>().Fails();

    private static async Task<IResult> StoppedAsync(IMigrator migrator, CancellationToken cancellation) =>
        Answer.Plain(new StoppedLoopList(await migrator.ListStoppedLoopsAsync(cancellation).ToListAsync(cancellation)));
}
