using System.Text;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Web.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.Pages.Live;

/// <summary>
/// Tells a browser that a run changed, as server-sent events. A connection ends when the run is final, when the browser goes, and after three minutes in any case, since platforms
/// end answers; browsers then ask again by themselves.
/// </summary>
internal static class EventEndpoints
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);
    private const int BeatsToComment = 15;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/runs/{run}/events", FollowAsync).IsPage(AccessRole.Reader).ExcludeFromDescription();

    private static async Task FollowAsync(string run, HttpContext http, IMigrator migrator, RunPulses pulses, TimeProvider time)
    {
        var (response, cancellation) = (http.Response, http.RequestAborted);
        var found = await migrator.GetAsync(run, cancellation);
        if (!found.TryGet(out var details) || details.Run.Id != run)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var watch = pulses.TryWatch(run);
        if (watch is null)
        {
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            response.Headers.RetryAfter = "30";
            return;
        }

        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await SendAsync(response, "retry: 2000\n\n", cancellation);
            await StreamAsync(watch, response, migrator, time, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Whoever closes the page in the middle ends it; nothing is left behind.
        }
    }

    private static async Task StreamAsync(RunPulses.Watch watch, HttpResponse response, IMigrator migrator, TimeProvider time, CancellationToken cancellation)
    {
        var (began, said, quiet) = (time.GetTimestamp(), (string?)null, 0);
        while (time.GetElapsedTime(began) < Longest)
        {
            var pulse = await watch.ReadAsync(migrator, cancellation);
            if (pulse is null)
            {
                return;
            }

            if (pulse != said)
            {
                await SendAsync(response, $"data: {pulse}\n\n", cancellation);
                (said, quiet) = (pulse, 0);
            }
            else if (++quiet % BeatsToComment == 0)
            {
                await SendAsync(response, ": still here\n\n", cancellation);
            }

            if (watch.State?.IsFinal() == true)
            {
                await SendAsync(response, "event: end\ndata: final\n\n", cancellation);
                return;
            }

            await Task.Delay(Beat, time, cancellation);
        }
    }

    private static async Task SendAsync(HttpResponse response, string text, CancellationToken cancellation)
    {
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation);
        await response.Body.FlushAsync(cancellation);
    }
}
