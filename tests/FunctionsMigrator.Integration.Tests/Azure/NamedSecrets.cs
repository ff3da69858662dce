using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Integration.Tests.Azure;

/// <summary>Secrets by name, in memory.</summary>
public sealed class NamedSecrets : Dictionary<string, string>, ISecretSource
{
    /// <inheritdoc/>
    public Task<Outcome<string>> GetAsync(SecretSourceDefinition? definition, string name, CancellationToken cancellation) => Task.FromResult(
        TryGetValue(name, out var value) ? Outcome.Of(value) : TargetCodes.SecretMissing.Fail<string>($"There is no secret '{name}'."));
}
