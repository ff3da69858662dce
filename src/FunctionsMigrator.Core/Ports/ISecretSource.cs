using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Ports;

/// <summary>Resolves secret references in memory, inside the step that needs them. Values reach no log, history, plan or message.</summary>
public interface ISecretSource
{
    /// <summary>The secret's value, or <c>TGT040</c> with its name and where it was looked for.</summary>
    Task<Outcome<string>> GetAsync(SecretSourceDefinition? definition, string name, CancellationToken cancellation);
}
