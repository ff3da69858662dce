namespace FunctionsMigrator.Core.Reviews;

/// <summary>One day of a policy's calendar in some zone.</summary>
/// <param name="Date">Day and date: <c>Mon 2026-11-23</c>.</param>
/// <param name="From">Its first instant.</param>
/// <param name="To">The first instant of the next one; a day has 23 to 25 hours where clocks change.</param>
/// <param name="Spans">All of it, without gaps.</param>
public sealed record CalendarDay(string Date, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<CalendarSpan> Spans);

/// <summary>A part of a day in which the same holds.</summary>
/// <param name="From">From included.</param>
/// <param name="To">To not.</param>
/// <param name="Kind">What holds.</param>
/// <param name="Text">In words: <c>09:00-16:00</c>, with the name of the freeze where there is one.</param>
public sealed record CalendarSpan(DateTimeOffset From, DateTimeOffset To, CalendarKind Kind, string Text);

/// <summary>Whether a run may begin to write.</summary>
public enum CalendarKind
{
    /// <summary>It may.</summary>
    Open,

    /// <summary>No window is open.</summary>
    Closed,

    /// <summary>A freeze holds everything.</summary>
    Frozen,
}
