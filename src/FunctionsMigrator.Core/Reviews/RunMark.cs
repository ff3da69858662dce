namespace FunctionsMigrator.Core.Reviews;

/// <summary>A moment in the life of a run, as its audit says it. What concerns single targets is none.</summary>
/// <param name="Event">One of <see cref="Audit.AuditEvents"/>.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Wave">The wave that it is about, from 1; null: it is about none.</param>
/// <param name="Details">What the record adds.</param>
public sealed record RunMark(string Event, DateTimeOffset At, string Actor, int? Wave, IReadOnlyDictionary<string, string> Details);

/// <summary>The moments of a run.</summary>
/// <param name="Marks">In their order.</param>
/// <param name="Records">Records of the audit that were read.</param>
/// <param name="Whole">Whether these are all there are now.</param>
public sealed record RunMarks(IReadOnlyList<RunMark> Marks, int Records, bool Whole);
