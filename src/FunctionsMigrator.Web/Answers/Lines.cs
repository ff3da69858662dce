using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Web.Answers;

/// <summary>Answers of one JSON value a line.</summary>
internal static class Lines
{
    public const string ContentType = "application/x-ndjson";

    public static IResult Of<T>(IAsyncEnumerable<T> items) => new LinesAnswer<T>(items);
}
