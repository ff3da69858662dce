using System.Buffers;
using System.Text.Json;
using FunctionsMigrator.Core;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Web.Answers;

/// <summary>One JSON value a line, sent as they come. Every line ends in a line feed, the last one too; a connection that breaks says that the answer is not whole.</summary>
internal sealed class LinesAnswer<T>(IAsyncEnumerable<T> items) : IResult
{
    private const int FlushAt = 32 << 10;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var cancellation = httpContext.RequestAborted;
        var response = httpContext.Response;
        await using var item = items.GetAsyncEnumerator(cancellation);

        // Before the first item nothing is sent, so that a failure to begin is still a problem.
        var more = await item.MoveNextAsync();
        response.ContentType = Lines.ContentType;
        await response.StartAsync(cancellation);
        var pending = 0;
        while (more)
        {
            var line = JsonSerializer.SerializeToUtf8Bytes(item.Current, FmJson.Line);
            response.BodyWriter.Write(line);
            response.BodyWriter.Write("\n"u8);
            pending += line.Length + 1;
            var next = item.MoveNextAsync();
            if (pending >= FlushAt || !next.IsCompleted)
            {
                await response.BodyWriter.FlushAsync(CancellationToken.None);
                pending = 0;
            }

            more = await next;
        }

        await response.BodyWriter.FlushAsync(CancellationToken.None);
    }
}
