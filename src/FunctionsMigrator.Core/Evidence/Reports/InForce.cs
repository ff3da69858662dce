using FunctionsMigrator.Core.Audit;

namespace FunctionsMigrator.Core.Evidence;

/// <summary>What an environment held at an instant.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="At">The instant.</param>
/// <param name="Run">The run that brought it.</param>
/// <param name="Commit">Its commit.</param>
/// <param name="Bundle">Digest of its bundle.</param>
/// <param name="Since">Since when: the seal of the run that brought it, or of the one that went back to it.</param>
/// <param name="BackBy">The run that went back to it by taking a later one back; null: it was not left since.</param>
/// <param name="Mixed">Later runs, before that instant, that left something else on some of their targets (Partial), or may have (Failed).</param>
/// <param name="Chain">The environment's chain, which tells it: it stands, or the answer is worth nothing.</param>
public sealed record InForce(
    string Environment, DateTimeOffset At, string Run, string Commit, Digest Bundle, DateTimeOffset Since, string? BackBy, IReadOnlyList<string> Mixed, AuditVerdict Chain);
