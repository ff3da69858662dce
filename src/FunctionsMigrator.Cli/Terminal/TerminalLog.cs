using FunctionsMigrator.Core.Planning.Rendering;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Cli.Terminal;

/// <summary>What happens underneath, on standard error, for <c>--verbose</c>.</summary>
internal sealed class TerminalLog<T>(ITerminal terminal) : ILogger<T>
{
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        lock (_lock)
        {
            terminal.Error.WriteLine($"{logLevel.ToString().ToLowerInvariant()}: {VisibleText.Line(formatter(state, exception))}");
            if (exception is not null)
            {
                terminal.Error.WriteLine(VisibleText.Block(exception.ToString()));
            }
        }
    }
}
