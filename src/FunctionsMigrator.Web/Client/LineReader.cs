using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Web.Client;

/// <summary>Reads one JSON value a line as they arrive. A failure is the last element. Memory is bounded by the longest line that is taken.</summary>
internal static class LineReader
{
    public const int LongestLine = 4 << 20;

    public static async IAsyncEnumerable<Outcome<T>> ReadAsync<T>(Stream stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        Finding? broken = null;
        while (broken is null)
        {
            var (read, failure) = await ReadAsync(pipe, cancellation);
            if (failure is not null)
            {
                broken = failure;
                break;
            }

            var rest = read.Buffer;
            while (broken is null && rest.PositionOf((byte)'\n') is { } end)
            {
                var line = Parse<T>(rest.Slice(0, end));
                rest = rest.Slice(rest.GetPosition(1, end));
                if (line.Succeeded)
                {
                    yield return line;
                }
                else
                {
                    broken = line.Findings[0];
                }
            }

            pipe.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted && broken is null)
            {
                // A whole answer ends in a line feed.
                broken = rest.IsEmpty ? null : WebCodes.Interrupted.Finding("The last line is not whole.");
                break;
            }

            broken ??= rest.Length > LongestLine ? WebCodes.OtherAnswer.Finding($"A line is longer than {LongestLine} bytes.") : null;
        }

        await pipe.CompleteAsync();
        if (broken is not null)
        {
            yield return Outcome.Fail<T>(broken);
        }
    }

    private static async Task<(ReadResult Read, Finding? Failure)> ReadAsync(PipeReader pipe, CancellationToken cancellation)
    {
        try
        {
            return (await pipe.ReadAsync(cancellation), null);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return (default, WebCodes.Interrupted.Finding(failure.Message));
        }
    }

    private static Outcome<T> Parse<T>(ReadOnlySequence<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            return JsonSerializer.Deserialize<T>(ref reader, FmJson.Line) is { } value ? Outcome.Of(value) : WebCodes.OtherAnswer.Fail<T>("A line is null.");
        }
        catch (Exception failure) when (failure is JsonException or FormatException)
        {
            return WebCodes.OtherAnswer.Fail<T>("A line's JSON has another shape.");
        }
    }
}
