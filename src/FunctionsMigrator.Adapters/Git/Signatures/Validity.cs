using System.Globalization;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Git.Signatures;

/// <summary>When a key, a certificate or an entry counts.</summary>
/// <param name="From">First moment; null: from ever.</param>
/// <param name="Until">First moment after; null: for ever.</param>
internal readonly record struct Validity(DateTimeOffset? From, DateTimeOffset? Until)
{
    /// <summary>The time that both allow.</summary>
    public Validity And(Validity other) => new(
        From is null || other.From > From ? other.From ?? From : From,
        Until is null || other.Until < Until ? other.Until ?? Until : Until);

    /// <summary>
    /// Why a signature of that time does not count; null when it does. The time that a commit states is its maker's word, so the key must have been valid when the
    /// commit arrived as well.
    /// </summary>
    public Finding? Refuse(string what, DateTimeOffset signed, DateTimeOffset received) => this switch
    {
        { From: { } from } when signed < from => SignatureCodes.NotYetValid.Finding($"{what} is of {Text(signed)}, and the key is valid from {Text(from)}."),
        { From: { } from } when received < from => SignatureCodes.NotYetValid.Finding($"{what} arrived at {Text(received)}, and the key is valid from {Text(from)}."),
        { Until: { } until } when signed >= until => SignatureCodes.Expired.Finding($"{what} is of {Text(signed)}, and the key was valid until {Text(until)}."),
        { Until: { } until } when received >= until => SignatureCodes.LateArrival.Finding($"{what} says that it is of {Text(signed)}, but it was first seen at {Text(received)}, and the key was valid until {Text(until)}."),
        _ => null,
    };

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
