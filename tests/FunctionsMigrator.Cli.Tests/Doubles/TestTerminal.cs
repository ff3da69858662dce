using System.Text;
using FunctionsMigrator.Cli.Terminal;

namespace FunctionsMigrator.Cli.Tests.Doubles;

/// <summary>A terminal, or pipes, in memory.</summary>
internal sealed class TestTerminal : ITerminal
{
    private readonly MemoryStream _output = new();
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public TestTerminal(string typed = "", bool isTerminal = false)
    {
        Out = new StreamWriter(_output, new UTF8Encoding(false)) { NewLine = "\n", AutoFlush = true };
        In = new StringReader(typed);
        OutIsTerminal = isTerminal;
        InIsTerminal = isTerminal;
    }

    public TextWriter Out { get; }

    public Stream OutStream => _output;

    public TextWriter Error => _error;

    public TextReader In { get; }

    public bool OutIsTerminal { get; }

    public bool InIsTerminal { get; }

    public int Width => 120;

    public int Height => 40;

    public string Printed => Encoding.UTF8.GetString(_output.ToArray());

    public string PrintedErrors => _error.ToString();

    public string ReadHidden() => In.ReadLine() ?? "";
}
