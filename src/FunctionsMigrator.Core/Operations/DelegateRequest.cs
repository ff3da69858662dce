namespace FunctionsMigrator.Core.Operations;

/// <summary>Lets somebody else decide in one's name for a time.</summary>
/// <param name="To">Short name of the other person in People.</param>
/// <param name="From">From included.</param>
/// <param name="Until">To not.</param>
/// <param name="Role">The only role that is delegated; null: all that the person has.</param>
/// <param name="Reason">Why; stands in the audit.</param>
/// <param name="Revokes">Number of one's own delegation that is taken back now; the other members but the reason are ignored then.</param>
public sealed record DelegateRequest(string To, DateTimeOffset From, DateTimeOffset Until, string? Role = null, string? Reason = null, int? Revokes = null);
