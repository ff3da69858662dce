using FunctionsMigrator.Core.Operations;
using Microsoft.AspNetCore.Antiforgery;
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

    /// <summary>
    /// The endpoint is a page: whoever signed in with one of the roles sees it, everybody else is sent to sign in first. What posts to it must carry the antiforgery token of a
    /// page of this server (<c>IAntiforgery</c>, or the component <c>AntiforgeryToken</c>); that is checked before the endpoint is called. Keys and tokens open no page.
    /// </summary>
    public static TBuilder IsPage<TBuilder>(this TBuilder endpoint, params AccessRole[] anyOf)
        where TBuilder : IEndpointConventionBuilder => endpoint.Needs(anyOf).WithMetadata(new PageAccess(), new RequireAntiforgeryTokenAttribute(required: false));

    /// <summary>The endpoint is a page that needs nobody signed in; what posts to it must carry the antiforgery token all the same.</summary>
    public static TBuilder IsPageForEverybody<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.IsForEverybody().WithMetadata(new PageAccess(), new RequireAntiforgeryTokenAttribute(required: false));

    /// <summary>Who signed in.</summary>
    /// <exception cref="InvalidOperationException">The endpoint is for everybody.</exception>
    public static Caller Caller(this HttpContext http) =>
        http.Features.Get<Caller>() ?? throw new InvalidOperationException("Nobody signed in; the endpoint does not say that it needs a role.");
}
