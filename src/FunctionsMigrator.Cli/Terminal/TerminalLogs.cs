using System.Globalization;
using FunctionsMigrator.Core.Planning.Rendering;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Cli.Terminal;

/// <summary>What happens underneath, on standard error, a line an entry: <c>2026-11-23T09:30:15Z info: FunctionsMigrator[101] Run ...</c>; an exception stands below it.</summary>
internal sealed class TerminalLogs(ITerminal terminal, TimeProvider time) : ILoggerProvider
{
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };

    private void Write(string category, LogLevel level, EventId id, string text, Exception? exception)
    {
        var at = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        lock (_lock)
        {
            terminal.Error.WriteLine($"{at} {NameOf(level)}: {category}[{id.Id.ToString(CultureInfo.InvariantCulture)}] {VisibleText.Line(text)}");
            if (exception is not null)
            {
                terminal.Error.WriteLine(VisibleText.Block(exception.ToString()));
            }
        }
    }

    private sealed class Category(TerminalLogs owner, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is not LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                owner.Write(name, logLevel, eventId, formatter(state, exception), exception);
            }
        }
    }
}
