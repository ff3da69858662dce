using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Secrets;

/// <summary>
/// Secrets of one machine: environment variables (<c>FM_SECRET_</c> and the name in upper case, with <c>_</c> for every character that is no letter or digit), or one file
/// per secret in a folder. A trailing line end of a file is no part of the secret.
/// </summary>
/// <param name="baseFolder">What a relative folder is relative to: the root of the metadata repository.</param>
/// <param name="variable">Reads an environment variable; null: the process's own.</param>
public sealed class LocalSecretSource(string baseFolder, Func<string, string?>? variable = null) : ISecretSource
{
    private const int MostBytes = 64 << 10;
    private readonly Func<string, string?> _variable = variable ?? Environment.GetEnvironmentVariable;

    /// <inheritdoc/>
    public async Task<Outcome<string>> GetAsync(SecretSourceDefinition? definition, string name, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return definition?.Source switch
        {
            null or "env" => FromVariable(name),
            "file" => await FromFileAsync(definition.Path ?? ".", name, cancellation),
            var other => TargetCodes.SecretMissing.Fail<string>($"There is no secret source '{other}'; there are env, file and key-vault."),
        };
    }

    private static string VariableName(string name) =>
        "FM_SECRET_" + string.Concat(name.Select(character => char.IsAsciiLetterOrDigit(character) ? char.ToUpperInvariant(character) : '_'));

    private Outcome<string> FromVariable(string name) => _variable(VariableName(name)) is { Length: > 0 } value
        ? Outcome.Of(value)
        : TargetCodes.SecretMissing.Fail<string>($"Secret '{name}' is not set.", remedy: $"Set the environment variable {VariableName(name)}.");

    private async Task<Outcome<string>> FromFileAsync(string folder, string name, CancellationToken cancellation)
    {
        var root = Path.GetFullPath(folder, baseFolder);
        var file = new FileInfo(Path.GetFullPath(name, root));
        if (!file.FullName.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            return TargetCodes.SecretMissing.Fail<string>($"The name of secret '{name}' leads out of its folder.", remedy: "Give the secret a plain name.");
        }

        var text = file.Exists && file.Length <= MostBytes ? (await File.ReadAllTextAsync(file.FullName, cancellation)).TrimEnd('\r', '\n') : "";
        return text.Length > 0
            ? Outcome.Of(text)
            : TargetCodes.SecretMissing.Fail<string>($"Secret '{name}' has no file of 1 byte to 64 KiB.", remedy: $"Put it into a file named {name} in the folder that `secrets: path` names.");
    }
}
