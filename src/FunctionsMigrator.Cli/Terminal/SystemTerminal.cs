using System.Text;

namespace FunctionsMigrator.Cli.Terminal;

/// <summary>The terminal, or the pipes, of the running process. UTF-8 without a byte order mark, LF, buffered until flushed.</summary>
internal sealed class SystemTerminal : ITerminal, IAsyncDisposable
{
    private SystemTerminal(Stream output, StreamWriter outText, StreamWriter error)
    {
        OutStream = output;
        Out = outText;
        Error = error;
    }

    /// <inheritdoc/>
    public TextWriter Out { get; }

    /// <inheritdoc/>
    public Stream OutStream { get; }

    /// <inheritdoc/>
    public TextWriter Error { get; }

    /// <inheritdoc/>
    public TextReader In => Console.In;

    /// <inheritdoc/>
    public bool OutIsTerminal { get; } = !Console.IsOutputRedirected;

    /// <inheritdoc/>
    public bool InIsTerminal { get; } = !Console.IsInputRedirected;

    /// <inheritdoc/>
    public int Width => OutIsTerminal && Console.WindowWidth is > 20 and var width ? width : 120;

    /// <inheritdoc/>
    public int Height => OutIsTerminal && Console.WindowHeight is > 5 and var height ? height : 40;

    /// <summary>Opens the process's streams.</summary>
    public static SystemTerminal Open()
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var output = Console.OpenStandardOutput();
        return new SystemTerminal(
            output,
            new StreamWriter(output, utf8) { NewLine = "\n", AutoFlush = true },
            new StreamWriter(Console.OpenStandardError(), utf8) { NewLine = "\n", AutoFlush = true });
    }

    /// <inheritdoc/>
    public string ReadHidden()
    {
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }

        return typed.ToString();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Out.DisposeAsync();
        await Error.DisposeAsync();
    }
}
