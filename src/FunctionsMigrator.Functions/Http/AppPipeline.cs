using FunctionsMigrator.Core.Checks;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Reviews;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Functions.Hosting;
using FunctionsMigrator.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsMigrator.Functions.Http;

/// <summary>The very pipeline of <c>fm serve</c>, built once, and fed with the requests that triggers hand over.</summary>
/// <param name="services">The app's services.</param>
/// <param name="host">The app.</param>
/// <param name="time">The clock.</param>
public sealed class AppPipeline(IServiceProvider services, AppHost host, TimeProvider time)
{
    /// <summary>The platform ends an answer after 230 seconds, without a word to the app.</summary>
    public static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(220);

    private readonly RequestDelegate _answer = new ApplicationBuilder(services).UseMigratorWeb().Build();

    /// <summary>Answers a request. An answer that would take too long is broken off, so that nobody takes what was sent for the whole.</summary>
    /// <param name="http">The request, as the worker received it.</param>
    /// <param name="client">The engine as this invocation reaches it.</param>
    public async Task AnswerAsync(HttpContext http, IWorkflowClient client)
    {
        // The worker has matched its own trigger; our routing begins anew.
        http.SetEndpoint(null);
        http.Request.RouteValues.Clear();
        http.Connection.RemoteIpAddress = ClientAddress.Of(http);
        await using var scope = services.CreateAsyncScope();
        var (workers, aborted) = (http.RequestServices, http.RequestAborted);
        using var limit = new CancellationTokenSource(LongestAnswer, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(aborted, limit.Token);
        (http.RequestServices, http.RequestAborted) = (scope.ServiceProvider, either.Token);
        try
        {
            var opened = await host.OpenAsync(either.Token);
            if (opened.TryGet(out var parts))
            {
                var invocation = scope.ServiceProvider.GetRequiredService<AppInvocation>();
                invocation.Migrator = new Migrator(parts.Services, client, host.Options.Repository);
                invocation.Checks = new CheckDesk(parts.Services, client);
                invocation.Deliveries = new DeliveryDesk(
                    parts.Services, client, host.Options.Sweep, parts.Metadata, host.Options.Host.Webhooks.RepositoryOf(host.Options.Repository));
                invocation.Reviews = new ReviewDesk(parts.Services, invocation.Migrator);
            }

            await _answer(http);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Whoever hangs up gets no answer; the function has not failed.
        }
        finally
        {
            (http.RequestServices, http.RequestAborted) = (workers, aborted);
        }

        if (limit.IsCancellationRequested && !aborted.IsCancellationRequested)
        {
            End(http);
        }
    }

    private static void End(HttpContext http)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
        }
        else
        {
            http.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
        }
    }
}
