namespace FunctionsMigrator.Core.Audit;

/// <summary>
/// One link of an environment's chain: the head of a sealed run, in the blob <c>{environment}/{number:D6}.json</c>, in the order of sealing.
/// </summary>
/// <param name="Format">Version of this shape; <see cref="AuditRecord.PresentFormat"/>.</param>
/// <param name="Environment">The environment.</param>
/// <param name="Number">Place in the chain, from 1, without gaps.</param>
/// <param name="Run">The run.</param>
/// <param name="Records">How many records it has.</param>
/// <param name="Head">SHA-256 of the stored bytes of its last record.</param>
/// <param name="At">When it was sealed.</param>
/// <param name="Previous">SHA-256 of the stored bytes of the link before; null for the first.</param>
public sealed record AuditLink(int Format, string Environment, int Number, string Run, int Records, Digest Head, DateTimeOffset At, Digest? Previous = null);
