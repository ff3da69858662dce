using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Testing.Analyses;

/// <summary>The secrets that a test gives, by name.</summary>
public sealed class GivenSecrets(params IReadOnlyList<(string Name, string Value)> given) : ISecretSource
{
    /// <inheritdoc/>
    public Task<Outcome<string>> GetAsync(SecretSourceDefinition? definition, string name, CancellationToken cancellation) => Task.FromResult(
        given.FirstOrDefault(secret => secret.Name == name) is { Value: { } value } ? Outcome.Of(value) : TargetCodes.SecretMissing.Fail<string>($"There is no secret '{name}'."));
}
