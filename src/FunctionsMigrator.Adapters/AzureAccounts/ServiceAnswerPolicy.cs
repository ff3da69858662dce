using Azure.Core;
using Azure.Core.Pipeline;

namespace FunctionsMigrator.Adapters.AzureAccounts;

/// <summary>
/// Lets only answers of an Azure service through. A sign-in page, a proxy's words or a redirect are told from an answer by the id that the services give to every
/// request; they would otherwise be read as data.
/// </summary>
internal sealed class ServiceAnswerPolicy : HttpPipelinePolicy
{
    private const string RequestId = "x-ms-request-id";
    private const int NotModified = 304;

    public static readonly ServiceAnswerPolicy Instance = new();

    private ServiceAnswerPolicy()
    {
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        ProcessNext(message, pipeline);
        Require(message);
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        Require(message);
    }

    private static void Require(HttpMessage message)
    {
        var response = message.Response;
        if (response.Status is >= 300 and < 400 and not NotModified)
        {
            var to = response.Headers.TryGetValue("Location", out var location) && Uri.TryCreate(location, UriKind.Absolute, out var uri) ? uri.Host : "another place";
            throw new OtherServiceException($"{Authority(message)} answers with a redirect ({response.Status}) to {to}");
        }

        // A failing server or what stands before it may answer without the id; that is no other service.
        if (response.Status is not (408 or 429 or >= 500) && !response.Headers.Contains(RequestId))
        {
            var what = response.Headers.ContentType is { Length: > 0 } type ? type : "no content type";
            throw new OtherServiceException($"{Authority(message)} answers {response.Status} ({what}), and not as Azure Storage does");
        }
    }

    private static string Authority(HttpMessage message) => $"{message.Request.Uri.Host}:{message.Request.Uri.Port}";
}

/// <summary>Something else than the service answered.</summary>
internal sealed class OtherServiceException(string message) : Exception(message);
