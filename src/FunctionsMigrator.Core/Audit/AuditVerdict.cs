using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Audit;

/// <summary>What the verification of one chain found.</summary>
/// <param name="Chain">The run or environment.</param>
/// <param name="State">How it stands.</param>
/// <param name="Records">How many records or links are whole, from the first on.</param>
/// <param name="Head">SHA-256 of the stored bytes of the last whole one; to be compared with a head that was published or noted elsewhere.</param>
/// <param name="BadRecord">Name of the first bad record; null when none is.</param>
/// <param name="Finding">What is wrong with it; <c>AUD006</c> for an open run; null when all is well.</param>
public sealed record AuditVerdict(string Chain, AuditState State, int Records, Digest? Head = null, string? BadRecord = null, Finding? Finding = null);
