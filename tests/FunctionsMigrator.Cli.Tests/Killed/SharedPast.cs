[assembly: AssemblyFixture(typeof(FunctionsMigrator.Cli.Tests.Killed.SharedPast))]

namespace FunctionsMigrator.Cli.Tests.Killed;

/// <summary>The past of all tests of this folder, made when the first one asks.</summary>
public sealed class SharedPast : IAsyncDisposable
{
    private readonly Lazy<Task<Past>> _past = new(Killed.Past.MakeAsync);

    internal Task<Past> Past => _past.Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_past.IsValueCreated)
        {
            await (await _past.Value).DisposeAsync();
        }
    }
}
