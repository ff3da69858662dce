namespace FunctionsMigrator.Core.Signatures;

/// <summary>A signer to add.</summary>
/// <param name="Name">How policies and people will name it.</param>
/// <param name="Keys">An OpenSSH public key, lines of an allowed_signers file, or an armored OpenPGP key ring.</param>
/// <param name="Principals">Patterns of the committers' addresses that it may sign for; needed for a plain public key.</param>
/// <param name="Groups">Further names under which a policy finds it.</param>
/// <param name="Zone">IANA zone of times without Z.</param>
/// <param name="Platform">Whether it is the key of a git platform.</param>
public sealed record AddSigner(
    string Name, string Keys, IReadOnlyList<string>? Principals = null, IReadOnlyList<string>? Groups = null, string? Zone = null, bool Platform = false);
