using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Evidence;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Heads;

/// <summary>What all second places share: names, and what stands there.</summary>
internal static class HeadText
{
    /// <summary><c>STORE/ENVIRONMENT/NUMBER.json</c>, with six digits; the last part as git and folders take it too.</summary>
    public static string Name(PublishedHead head) => Prefix(head.Store, head.Environment) + AuditNames.Of("", head.Number)[1..];

    /// <summary>What the names of an environment's heads begin with.</summary>
    public static string Prefix(string store, string environment) => $"{store}/{environment}/";

    /// <summary>The head in the bytes that stand under a name; null for what is no head, or that of another place.</summary>
    public static PublishedHead? Read(byte[] bytes, string name) => AuditFormat.Read<PublishedHead>(bytes) is { } head && Name(head) == name ? head : null;

    /// <summary>What follows when something stands under the name already.</summary>
    public static Outcome<PublishedHead> Compare(PublishedHead head, byte[] standing, string place) => AuditFormat.Write(head).AsSpan().SequenceEqual(standing)
        ? Outcome.Of(head)
        : AuditCodes.HeadDiffers.Fail<PublishedHead>($"{place} holds another head of {AuditNames.Of(head.Environment, head.Number)} than the store has now for run {head.Run}.");

    /// <summary>The place cannot be used.</summary>
    public static Outcome<T> Unusable<T>(string place, string why) => AuditCodes.HeadPlace.Fail<T>($"{place}: {why}");
}
