using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Testing.Stores;

/// <summary>Temporary space in memory.</summary>
public sealed class InMemorySpillSpace : ISpillSpace
{
    /// <inheritdoc/>
    public Stream Create() => new MemoryStream();
}
