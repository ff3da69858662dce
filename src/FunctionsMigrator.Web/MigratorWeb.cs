using System.Text.Json.Serialization;
using FunctionsMigrator.Core;
using FunctionsMigrator.Web.Access;
using FunctionsMigrator.Web.Endpoints;
using FunctionsMigrator.Web.Problems;
using FunctionsMigrator.Web.Requests;
using FunctionsMigrator.Web.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FunctionsMigrator.Web;

/// <summary>Puts the API into a host: the same services and the same pipeline, whoever owns the listening socket.</summary>
public static class MigratorWeb
{
    /// <summary>Adds what the API needs. The host adds an <see cref="Core.Operations.IMigrator"/> itself.</summary>
    public static IServiceCollection AddMigratorWeb(this IServiceCollection services, WebOptions options) => services.AddSingleton(options).AddMigratorWeb();

    /// <summary>Adds what the API needs. The host adds <see cref="WebOptions"/> and an <see cref="Core.Operations.IMigrator"/> itself.</summary>
    public static IServiceCollection AddMigratorWeb(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<WebOptions>();
            return new FailedAttempts(provider.GetRequiredService<TimeProvider>(), options.FailedAttempts, options.FailedAttemptsWindow);
        });
        services.AddSingleton<Pages.Live.RunPulses>();
        services.AddSignIn();
        services.AddRouting();
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
        services.ConfigureHttpJsonOptions(json =>
        {
            var strict = json.SerializerOptions;
            strict.TypeInfoResolver = FmJson.Line.TypeInfoResolver;
            strict.DefaultIgnoreCondition = FmJson.Line.DefaultIgnoreCondition;
            strict.Encoder = FmJson.Line.Encoder;
            strict.RespectNullableAnnotations = FmJson.Line.RespectNullableAnnotations;
            strict.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            strict.AllowDuplicateProperties = false;
            strict.NumberHandling = JsonNumberHandling.Strict;
            foreach (var converter in FmJson.Line.Converters)
            {
                strict.Converters.Add(converter);
            }
        });
        services.AddApiDocument();
        return services;
    }

    /// <summary>
    /// The whole pipeline: guards, routing, access and the endpoints of <see cref="MigratorApi"/>. Endpoints that a host adds run behind the same guards and must say who
    /// may use them (<see cref="EndpointAccess"/>).
    /// </summary>
    public static IApplicationBuilder UseMigratorWeb(this IApplicationBuilder app, Action<IEndpointRouteBuilder>? more = null)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<ProblemHandler>();
        app.UseMiddleware<RequestGuard>();
        app.UseRouting();
        app.UseMiddleware<AccessGate>();
        app.UseEndpoints(routes =>
        {
            MigratorApi.Map(routes);
            more?.Invoke(routes);
        });
        app.Run(static http =>
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        return app;
    }
}
