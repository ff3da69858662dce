using FunctionsMigrator.Core.Audit;

namespace FunctionsMigrator.Core.Evidence;

/// <summary>What is published of one sealed run: the head of its environment's chain as it was then. Holds digests and names only. Its canonical JSON is what a second place keeps.</summary>
/// <param name="Format">Version of this shape; <see cref="AuditRecord.PresentFormat"/>.</param>
/// <param name="Store">Id of the store.</param>
/// <param name="Environment">The environment.</param>
/// <param name="Number">Number of the link.</param>
/// <param name="Run">The run that it seals.</param>
/// <param name="Records">How many records the run has.</param>
/// <param name="Head">SHA-256 of the stored bytes of the link; it confirms the run, and every link and run before.</param>
/// <param name="At">When the run was sealed.</param>
public sealed record PublishedHead(int Format, string Store, string Environment, int Number, string Run, int Records, Digest Head, DateTimeOffset At);
