using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace FunctionsMigrator.Core.Model;

/// <summary>Where secrets come from.</summary>
public sealed record SecretSourceDefinition
{
    /// <summary><c>env</c> (variable <c>FM_SECRET_NAME</c>, upper case, <c>-</c> and <c>.</c> as <c>_</c>), <c>file</c> or <c>key-vault</c>.</summary>
    [Description("'env' (variable FM_SECRET_NAME), 'file' (one file per secret in a folder) or 'key-vault'.")]
    [AllowedValues("env", "file", "key-vault")]
    public required string Source { get; init; }

    /// <summary>For <c>file</c>: the folder with one file per secret, outside the repository's tracked files.</summary>
    [Description("For 'file': the folder with one file per secret.")]
    public string? Path { get; init; }

    /// <summary>For <c>key-vault</c>: the vault's address.</summary>
    [Description("For 'key-vault': the vault's address, such as https://shop-prod.vault.azure.net.")]
    public string? Vault { get; init; }
}
