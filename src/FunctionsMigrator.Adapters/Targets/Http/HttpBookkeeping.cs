using System.Text.Json;
using FunctionsMigrator.Adapters.Targets.Timed;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Http;

/// <summary>The one resource that the service keeps for the product.</summary>
internal sealed class HttpBookkeeping(HttpService service, HttpPlace place) : ITimedBookkeeping
{
    private readonly Uri _uri = place.Bookkeeping();

    public TargetAddress Address => place.Address;

    public TimeSpan Timeout => place.Settings.Timeout;

    /// <summary>What stands there, with its version; null when nothing does.</summary>
    /// <exception cref="TargetException">It has another form, or no version.</exception>
    public async Task<(TimedBook Book, string Version)?> ReadAsync(CancellationToken cancellation)
    {
        var answer = await service.GetAsync(_uri, cancellation);
        if (answer.Absent)
        {
            return null;
        }

        TimedBook book;
        try
        {
            book = JsonSerializer.Deserialize<TimedBook>(answer.Body.Span, FmJson.Line) ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw service.Failed(
                TargetCodes.Damaged.Finding(
                    $"The bookkeeping {place.Settings.Bookkeeping} holds something else.", remedy: "Give the target a `bookkeeping` path that nobody else uses."),
                exception);
        }

        return book.Format > TimedBook.Known
            ? throw service.Failed(TargetCodes.Newer.Finding($"The bookkeeping {place.Settings.Bookkeeping} has format {book.Format}; this program knows {TimedBook.Known}."))
            : (book, answer.ETag ?? throw NoVersion());
    }

    /// <summary>Writes where this version stands (null: nothing) and answers the new version; null when something else stands there.</summary>
    public async Task<string?> TryWriteAsync(TimedBook book, string? version, CancellationToken cancellation)
    {
        var answer = await service.WriteAsync(_uri, JsonSerializer.SerializeToUtf8Bytes(book, FmJson.Line), version, null, cancellation);
        if (answer.Succeeded)
        {
            return answer.ETag ?? (await ReadAsync(cancellation) is { } now && now.Book.Mark == book.Mark ? now.Version : null);
        }

        // The service may have taken the request twice and answered for the second one.
        return answer.ConditionFailed && await ReadAsync(cancellation) is { } there && there.Book.Mark == book.Mark ? there.Version : null;
    }

    /// <summary>Asks for two writes that must not be made. A service that makes one would not stop an overtaken writer.</summary>
    /// <exception cref="TargetException">TGT071.</exception>
    public async Task ProveAsync(TimedBook book, CancellationToken cancellation)
    {
        var same = JsonSerializer.SerializeToUtf8Bytes(book, FmJson.Line);
        foreach (var (version, header) in new[] { ((string?)null, "If-None-Match: *"), ("\"fm-no-such-version\"", "If-Match with a version that never was") })
        {
            var answer = await service.WriteAsync(_uri, same, version, null, cancellation);
            if (!answer.ConditionFailed)
            {
                throw service.Failed(HttpTargetCodes.ConditionsIgnored.Finding($"PUT {place.Settings.Bookkeeping} with {header} was carried out; 412 was expected."));
            }
        }
    }

    private TargetException NoVersion() => service.Failed(HttpTargetCodes.NoVersion.Finding($"GET {place.Settings.Bookkeeping} has no ETag."));
}
