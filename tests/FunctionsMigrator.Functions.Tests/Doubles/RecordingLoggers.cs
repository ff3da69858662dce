using FunctionsMigrator.Testing.Engine;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Functions.Tests.Doubles;

/// <summary>One logger for everything.</summary>
internal sealed class RecordingLoggers : ILoggerFactory
{
    public RecordingLogger<RecordingLoggers> Logger { get; } = new();

    public ILogger CreateLogger(string categoryName) => Logger;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
