using System.Globalization;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Operations;

/// <summary>A loop of a host that should have been there again and was not.</summary>
/// <param name="Loop">Which: <c>sweep</c>, <c>drift</c> or <c>notices</c>.</param>
/// <param name="LastThere">When it was there last.</param>
/// <param name="Every">After how long it should be there again, such as <c>1m</c> or <c>17h29m</c>.</param>
public sealed record StoppedLoop(string Loop, DateTimeOffset LastThere, string Every)
{
    /// <summary>The loop behind a beat.</summary>
    public static StoppedLoop Of(HostBeat beat) => new(beat.Loop, beat.At, Told(beat.Every));

    /// <summary><c>sweep: last there 2026-11-23 09:30:15Z, to be there every 1m; ...</c>, and what to do, as every place says it.</summary>
    [JsonIgnore]
    public string Words => string.Create(
        CultureInfo.InvariantCulture, $"{Loop}: last there {LastThere.UtcDateTime:yyyy-MM-dd HH:mm:ss'Z'}, to be there every {Every}; look at the host that drives this store");

    // The largest unit that there is, and the one below it: a look once a day is told in hours, not in thousands of seconds.
    private static string Told(TimeSpan every)
    {
        var told = string.Concat(new[] { (every.Days, "d"), (every.Hours, "h"), (every.Minutes, "m"), (every.Seconds, "s") }
            .SkipWhile(part => part.Item1 == 0).Take(2).Where(part => part.Item1 > 0).Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Item1}{part.Item2}")));
        return told.Length == 0 ? "0s" : told;
    }
}
