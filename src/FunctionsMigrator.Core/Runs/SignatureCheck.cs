namespace FunctionsMigrator.Core.Runs;

/// <summary>By what the signatures of a run's commits were judged. Where either moves before the first write, they are judged again.</summary>
/// <param name="Signers">Version of the record of signers.</param>
/// <param name="After">The last good run, whose rules asked and after whose commit it was looked; null for the first run of an environment.</param>
public sealed record SignatureCheck(int Signers, string? After);
