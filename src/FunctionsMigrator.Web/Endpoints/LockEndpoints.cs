using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Web.Access;
using FunctionsMigrator.Web.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.Endpoints;

/// <summary>The locks of environments.</summary>
internal static class LockEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/locks", ListAsync).Named("listLocks", "Locks held now.").Needs(AccessRole.Reader).Produces<LockList>().Fails();
        routes.MapPost("/api/locks/{environment}/break", BreakAsync).Named("breakLock", "Breaks the lock of an environment; its owner ends Failed.")
            .Needs(AccessRole.Admin).Produces<LockView>().Fails(400, 409);
    }

    private static async Task<IResult> ListAsync(IMigrator migrator, CancellationToken cancellation)
    {
        var locks = new List<LockView>();
        await foreach (var held in migrator.ListLocksAsync(cancellation))
        {
            locks.Add(held);
        }

        return Answer.Plain(new LockList(locks));
    }

    private static async Task<IResult> BreakAsync(string environment, BreakLockBody body, HttpContext http, IMigrator migrator, CancellationToken cancellation) =>
        Answer.Of(await migrator.BreakLockAsync(environment, body.Reason, http.Caller(), cancellation));
}
