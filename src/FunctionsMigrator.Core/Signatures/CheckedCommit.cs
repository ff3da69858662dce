using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Signatures;

/// <summary>A commit of a run, judged by the record of signers and by the policy.</summary>
/// <param name="Verdict">What its signature is worth.</param>
/// <param name="Finding">What is told of it; null for an unsigned commit that need not be signed.</param>
internal sealed record CheckedCommit(CommitVerdict Verdict, Finding? Finding);
