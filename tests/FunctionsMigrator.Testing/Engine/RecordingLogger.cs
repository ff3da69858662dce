using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Testing.Engine;

/// <summary>Keeps what was logged.</summary>
public sealed class RecordingLogger<T> : ILogger<T>
{
    private readonly Lock _gate = new();
    private readonly List<(string Event, string Message, Exception? Exception)> _lines = [];

    /// <summary>The lines so far.</summary>
    public IReadOnlyList<(string Event, string Message, Exception? Exception)> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_gate)
        {
            _lines.Add((eventId.Name ?? "", formatter(state, exception), exception));
        }
    }
}
