using System.Globalization;

namespace FunctionsMigrator.Adapters.Notifiers;

/// <summary>Times as notices show them.</summary>
internal static class NoticeTimes
{
    /// <summary><c>Mon 2026-11-23 09:30 UTC</c>.</summary>
    public static string Show(DateTimeOffset time) => time.UtcDateTime.ToString("ddd yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
