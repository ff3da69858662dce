using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Testing.Secrets;

namespace FunctionsMigrator.Adapters.Tests.Secrets;

public sealed class FileSecretTests : SecretSourceContract, IDisposable
{
    private readonly TestFolder _folder = new();

    protected override ISecretSource Source => new SecretSources(_folder.Path, _ => null);

    protected override SecretSourceDefinition Definition => new() { Source = "file", Path = "secrets" };

    public void Dispose() => _folder.Dispose();

    protected override Task PutAsync(string name, string value)
    {
        _folder.Write($"secrets/{name}", value);
        return Task.CompletedTask;
    }

    protected override Task RemoveAsync(string name)
    {
        File.Delete(_folder[$"secrets/{name}"]);
        return Task.CompletedTask;
    }
}
