using FunctionsMigrator.Core.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Web.Access;

/// <summary>Says who may use an endpoint. One that says nothing is used by nobody.</summary>
public static class EndpointAccess
{
    /// <summary>A caller needs one of the roles.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, params AccessRole[] anyOf)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new RequiredAccess(anyOf));

    /// <summary>Nobody needs a key.</summary>
    public static TBuilder IsForEverybody<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new AnonymousAccess());

    /// <summary>Who signed in.</summary>
    /// <exception cref="InvalidOperationException">The endpoint is for everybody.</exception>
    public static Caller Caller(this HttpContext http) =>
        http.Features.Get<Caller>() ?? throw new InvalidOperationException("Nobody signed in; the endpoint does not say that it needs a role.");
}
