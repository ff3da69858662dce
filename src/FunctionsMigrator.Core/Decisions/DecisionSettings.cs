using FunctionsMigrator.Core.Settings;

namespace FunctionsMigrator.Core.Decisions;

/// <summary>Settings of signed decisions.</summary>
public static class DecisionSettings
{
    /// <summary>FM_SIGNING_KEY_SECRET.</summary>
    public static readonly Setting SigningKey = new(
        "FM_SIGNING_KEY_SECRET",
        "Name of the secret that holds the key which signs decisions: an elliptic curve key on P-256 as PKCS#8 in PEM.",
        "the name of a secret",
        "fm-signing-key",
        Default: "a key that the store keeps, encrypted");

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<Setting> All { get; } = [SigningKey];
}
