using System.Collections.Concurrent;
using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing.Secrets;

namespace FunctionsMigrator.Adapters.Tests.Secrets;

public sealed class EnvironmentSecretTests : SecretSourceContract
{
    private readonly ConcurrentDictionary<string, string> _variables = new(StringComparer.Ordinal);

    protected override ISecretSource Source => new SecretSources("/", _variables.GetValueOrDefault);

    protected override SecretSourceDefinition Definition => new() { Source = "env" };

    protected override Task PutAsync(string name, string value)
    {
        _variables[Variable(name)] = value;
        return Task.CompletedTask;
    }

    protected override Task RemoveAsync(string name)
    {
        _variables.TryRemove(Variable(name), out _);
        return Task.CompletedTask;
    }

    private static string Variable(string name) => "FM_SECRET_" + name.ToUpperInvariant().Replace('-', '_');
}
