using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>Durations as people write them: a whole number and one of <c>ms s m h d</c>, such as <c>10m</c>.</summary>
public sealed class DurationJsonConverter : JsonConverter<TimeSpan>
{
    /// <summary>The regular expression of a duration, for the schema.</summary>
    public const string Pattern = "^[0-9]{1,9}(ms|s|m|h|d)$";

    /// <summary>The longest duration: a hundred years.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromDays(36_500);

    /// <summary>Reads a duration; null when the text is none, or longer than <see cref="Longest"/>.</summary>
    public static TimeSpan? Parse(string? text)
    {
        var digits = text?.TakeWhile(char.IsAsciiDigit).Count() ?? 0;
        if (digits is 0 or > 9 || !long.TryParse(text![..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var unit = text[digits..] switch
        {
            "ms" => TimeSpan.TicksPerMillisecond,
            "s" => TimeSpan.TicksPerSecond,
            "m" => TimeSpan.TicksPerMinute,
            "h" => TimeSpan.TicksPerHour,
            "d" => TimeSpan.TicksPerDay,
            _ => 0,
        };
        return unit > 0 && number <= Longest.Ticks / unit ? TimeSpan.FromTicks(number * unit) : null;
    }

    /// <summary>Writes a duration in its largest whole unit.</summary>
    public static string Format(TimeSpan value) => value switch
    {
        _ when value == TimeSpan.Zero => "0s",
        _ when value.Ticks % TimeSpan.TicksPerDay == 0 => $"{value.Ticks / TimeSpan.TicksPerDay}d",
        _ when value.Ticks % TimeSpan.TicksPerHour == 0 => $"{value.Ticks / TimeSpan.TicksPerHour}h",
        _ when value.Ticks % TimeSpan.TicksPerMinute == 0 => $"{value.Ticks / TimeSpan.TicksPerMinute}m",
        _ when value.Ticks % TimeSpan.TicksPerSecond == 0 => $"{value.Ticks / TimeSpan.TicksPerSecond}s",
        _ => $"{value.Ticks / TimeSpan.TicksPerMillisecond}ms",
    };

    /// <inheritdoc/>
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Parse(reader.GetString()) ?? throw new JsonException("Expected a duration such as 30s, 10m, 72h or 7d.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteStringValue(Format(value));
}
