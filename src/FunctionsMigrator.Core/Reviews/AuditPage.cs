using FunctionsMigrator.Core.Audit;

namespace FunctionsMigrator.Core.Reviews;

/// <summary>Which records of the audit are looked for.</summary>
/// <param name="Environment">Of runs of this environment; null: of all.</param>
/// <param name="Run">Of this run; null: of all, the newest first.</param>
/// <param name="Event">One of <see cref="AuditEvents"/>; null: any.</param>
/// <param name="Text">What the actor, the target, the commit or a detail holds; null: anything.</param>
/// <param name="From">Where a search goes on; null: at its beginning.</param>
public sealed record AuditQuery(string? Environment = null, string? Run = null, string? Event = null, string? Text = null, AuditPlace? From = null);

/// <summary>A place in the audit.</summary>
/// <param name="Run">The run.</param>
/// <param name="Ordinal">The next record that is looked at.</param>
public sealed record AuditPlace(string Run, int Ordinal);

/// <summary>Records that were found.</summary>
/// <param name="Records">Of one run in their order; the newest run first.</param>
/// <param name="Looked">How many records were looked at.</param>
/// <param name="Next">Where the search goes on; null: everything was looked at.</param>
public sealed record AuditPage(IReadOnlyList<AuditRecord> Records, int Looked, AuditPlace? Next);
