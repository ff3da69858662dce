namespace FunctionsMigrator.Core.Signatures;

/// <summary>One signer of the record: the keys that an admin added under one name.</summary>
/// <param name="Name">How policies and people name it.</param>
/// <param name="Kind">The kind of its keys.</param>
/// <param name="Text">Lines of an allowed_signers file, times in UTC, or an armored OpenPGP key ring. Public.</param>
/// <param name="Fingerprints">Of every key in <paramref name="Text"/>: <c>SHA256:...</c>, or hexadecimal digits for OpenPGP.</param>
/// <param name="Principals">Patterns of the committers' addresses that it may sign for; for OpenPGP empty where the addresses of the key itself count.</param>
/// <param name="Groups">Further names under which a policy finds it.</param>
/// <param name="Platform">Whether it is the key of a git platform, which signs for whoever may write there. It counts only where a policy names it.</param>
/// <param name="By">Who added it.</param>
/// <param name="At">When.</param>
public sealed record Signer(
    string Name,
    SignerKind Kind,
    string Text,
    IReadOnlyList<string> Fingerprints,
    IReadOnlyList<string> Principals,
    IReadOnlyList<string> Groups,
    bool Platform,
    string By,
    DateTimeOffset At)
{
    /// <summary>Whether a policy that names <paramref name="word"/> means this signer.</summary>
    public bool IsCalled(string word) => Name == word || Groups.Contains(word);
}
