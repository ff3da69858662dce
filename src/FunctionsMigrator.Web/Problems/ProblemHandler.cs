using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Web.Problems;

/// <summary>The edge of the server: turns what was thrown, and bare statuses of the framework, into problems. Details of a fault go to the log only.</summary>
internal sealed class ProblemHandler(RequestDelegate next, ILogger<ProblemHandler> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (BadHttpRequestException bad) when (!http.Response.HasStarted)
        {
            await Problem.Of([OfRequest(bad)]).WriteAsync(http);
        }
        catch (StoreException store) when (!http.Response.HasStarted)
        {
            log.StoreFailed(store, http.Request.Method, http.Request.Path, store.Finding.Code);
            await Problem.Of([store.Finding]).WriteAsync(http);
        }
        catch (Exception fault)
        {
            await FailAsync(http, fault);
        }

        if (!http.Response.HasStarted && http.Response.ContentType is null && OfStatus(http) is { } finding)
        {
            await Problem.Of([finding]).WriteAsync(http);
        }
    }

    private async Task FailAsync(HttpContext http, Exception fault)
    {
        var incident = Guid.NewGuid().ToString("N")[..12];
        log.Incident(fault, incident, http.Request.Method, http.Request.Path);
        if (http.Response.HasStarted)
        {
            // The status is sent; only a broken connection still tells the client that the answer is not whole.
            http.Abort();
            return;
        }

        http.Response.Clear();
        await (Problem.Of([WebCodes.Incident.Finding($"The server failed; incident {incident}.")]) with { Incident = incident }).WriteAsync(http);
    }

    private static Finding OfRequest(BadHttpRequestException bad) => bad.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => WebCodes.TooLarge.Finding("The body is larger than the server takes."),
        StatusCodes.Status415UnsupportedMediaType => WebCodes.NotJson.Finding("The body's content type is not application/json."),
        _ when bad.InnerException is JsonException json => WebCodes.BadRequest.Finding(
            $"The body cannot be read at {json.Path ?? "$"}{(json.LineNumber is { } line ? $" (line {line + 1})" : "")}: not a member, not of its type, or a member is missing."),
        _ => WebCodes.BadRequest.Finding(bad.Message),
    };

    private static Finding? OfStatus(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => WebCodes.NoSuchAddress.Finding($"There is nothing at {http.Request.Path}."),
        StatusCodes.Status405MethodNotAllowed => WebCodes.OtherMethod.Finding($"{http.Request.Path} does not take {http.Request.Method}."),
        StatusCodes.Status413PayloadTooLarge => WebCodes.TooLarge.Finding("The body is larger than the server takes."),
        StatusCodes.Status415UnsupportedMediaType => WebCodes.NotJson.Finding("The body's content type is not application/json."),
        >= 400 and < 500 => WebCodes.BadRequest.Finding("The request cannot be read."),
        _ => null,
    };
}
