using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Sources;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Targets;

/// <summary>
/// A member of a target's definition that holds a secret: absent, or <c>{ secret: name }</c>. The value is resolved when the target is opened and lives in memory
/// alone; a secret that is written into the file itself is refused, and no message repeats it.
/// </summary>
internal static class TargetSecret
{
    /// <summary>The JSON Schema of such a member.</summary>
    public const string Schema =
        """{ "type": "object", "properties": { "secret": { "type": "string", "description": "The secret's name." } }, "required": ["secret"], "additionalProperties": false }""";

    /// <summary>What is wrong with the member, by its text alone; null when it is absent or a reference.</summary>
    /// <param name="binding">The target, for its address.</param>
    /// <param name="members">Its settings, or the members of its <c>scratch</c>.</param>
    /// <param name="key">The member.</param>
    public static Finding? Check(TargetBinding binding, IReadOnlyDictionary<string, JsonElement> members, string key)
    {
        if (!members.TryGetValue(key, out var value) || SecretReference.NameIn(value) is { Length: > 0 })
        {
            return null;
        }

        var what = value.ValueKind == JsonValueKind.String
            ? "is written into the file, where everybody who reads the repository reads it"
            : $"is a {value.ValueKind.ToString().ToLowerInvariant()}";
        return TargetCodes.BadDefinition.Finding(
            $"'{key}' {what}; {{ secret: NAME }} was expected.",
            target: binding.Address.ToString(),
            remedy: $"Write `{key}: {{ secret: NAME }}` and provide the value where the environment's `secrets` says. A secret that was committed must be changed.");
    }

    /// <summary>The secret's value; null when the member is absent. Why it cannot be resolved is a finding with the target's address.</summary>
    /// <exception cref="ArgumentException">The member is no reference; <see cref="Check"/> says so before.</exception>
    public static async Task<Outcome<string?>> ResolveAsync(
        ISecretSource secrets, TargetBinding binding, IReadOnlyDictionary<string, JsonElement> members, string key, CancellationToken cancellation)
    {
        if (!members.TryGetValue(key, out var value))
        {
            return Outcome.Of<string?>(null);
        }

        var name = SecretReference.NameIn(value) ?? throw new ArgumentException($"'{key}' of {binding.Address} is no reference to a secret.", nameof(members));
        var secret = await secrets.GetAsync(binding.Secrets, name, cancellation);
        return secret.Succeeded
            ? Outcome.Of<string?>(secret.Value)
            : Outcome.Fail<string?>([.. secret.Findings.Select(finding => finding with { Target = binding.Address.ToString() })]);
    }
}
