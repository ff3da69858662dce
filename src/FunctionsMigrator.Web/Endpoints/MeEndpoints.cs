using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Web.Access;
using FunctionsMigrator.Web.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.Endpoints;

/// <summary>Who asks.</summary>
internal static class MeEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/me", MeAsync).Named("whoAmI", "Who asks, and what the server lets them do.").Needs(AccessRole.Reader).Produces<Me>().Fails();

    private static async Task<IResult> MeAsync(HttpContext http, WebOptions options, CancellationToken cancellation)
    {
        var caller = http.Caller();
        var persons = new Persons(await options.People(cancellation));
        var person = persons.ByKey(caller.Name);
        return Answer.Plain(new Me(caller.Name, caller.Method, [.. caller.Roles.Order()], person, person is null ? [] : persons.Roles(person), caller.DisplayName));
    }
}
