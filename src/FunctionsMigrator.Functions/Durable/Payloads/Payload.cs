using System.Text.Json;
using FunctionsMigrator.Core;

namespace FunctionsMigrator.Functions.Durable.Payloads;

/// <summary>
/// What crosses the platform, as text. The platform gets JSON inside of a string and not JSON itself, because JSON would be read and written again on its way:
/// by the worker's serialiser, which an app can replace, and by the host's, which takes every string that looks like a date for a date and writes it in another form.
/// Nothing looks into a string. It costs an escape for each quotation mark.
/// </summary>
internal static class Payload
{
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, FmJson.Line);

    /// <exception cref="JsonException">It is none of ours.</exception>
    public static T Read<T>(string? text) =>
        (text is null ? default : JsonSerializer.Deserialize<T>(text, FmJson.Line)) ?? throw new JsonException($"There is no {typeof(T).Name}.");
}
