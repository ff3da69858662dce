using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Signatures;

/// <summary>The kind of a signer's keys.</summary>
[JsonConverter(typeof(KebabEnumConverter<SignerKind>))]
public enum SignerKind
{
    /// <summary>SSH keys or certificate authorities, as lines of an allowed_signers file.</summary>
    Ssh,

    /// <summary>An armored OpenPGP key ring.</summary>
    OpenPgp,
}
