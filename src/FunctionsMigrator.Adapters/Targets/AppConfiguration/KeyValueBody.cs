using System.Text.Json;
using Azure.Core;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AppConfiguration;

/// <summary>Reads what a store answers.</summary>
internal sealed class KeyValueBody(KeyValueFailures failures)
{
    private const int MostBytes = 16 << 20;

    /// <summary>The body, up to a limit.</summary>
    public async Task<byte[]> ReadAsync(HttpMessage message, CancellationToken cancellation)
    {
        if (message.Response.ContentStream is not { } stream)
        {
            return [];
        }

        using var body = new MemoryStream();
        var buffer = new byte[1 << 14];
        try
        {
            for (int count; (count = await stream.ReadAsync(buffer, cancellation)) > 0;)
            {
                body.Write(buffer, 0, count);
                if (body.Length > MostBytes)
                {
                    throw failures.OtherService($" answers more than {MostBytes >> 20} MiB at once.");
                }
            }
        }
        catch (Exception exception) when (exception is not TargetException && !cancellation.IsCancellationRequested && failures.Explain(exception) is { } finding)
        {
            throw new TargetException(finding, exception);
        }

        return body.ToArray();
    }

    /// <summary>The answer, read as the JSON that it must be.</summary>
    public T Understood<T>(HttpMessage message, byte[] body, Func<JsonElement, T> read)
    {
        var type = message.Response.Headers.ContentType ?? "";
        if (!type.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            throw failures.OtherService($" answers {message.Response.Status} ({(type.Length > 0 ? type : "no content type")}), and not as App Configuration does.");
        }

        try
        {
            return read(JsonElement.Parse(body));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or UriFormatException)
        {
            throw failures.OtherService(": the answer is not in the form of App Configuration.", exception);
        }
    }
}
