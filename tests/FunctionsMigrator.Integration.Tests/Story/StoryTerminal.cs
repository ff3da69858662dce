using FunctionsMigrator.Cli.Terminal;

namespace FunctionsMigrator.Integration.Tests.Story;

/// <summary>The pipes of one call of <c>fm</c>.</summary>
internal sealed class StoryTerminal : ITerminal
{
    private readonly Heard _out = new();
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public StoryTerminal() => (Out, Error) = (TextWriter.Synchronized(_out), TextWriter.Synchronized(_error));

    public TextWriter Out { get; }

    public Stream OutStream { get; } = new MemoryStream();

    public TextWriter Error { get; }

    public TextReader In { get; } = new StringReader("");

    public bool OutIsTerminal => false;

    public bool InIsTerminal => false;

    public int Width => 120;

    public int Height => 40;

    /// <summary>The first thing that it prints.</summary>
    public Task<string> First => _out.First.Task;

    public string Printed => Text(Out, _out);

    public string Errors => Text(Error, _error);

    public string ReadHidden() => "";

    private static string Text(TextWriter outer, StringWriter inner)
    {
        // What synchronises is the writer around.
        lock (outer)
        {
            return inner.ToString();
        }
    }

    private sealed class Heard : StringWriter
    {
        public Heard() => NewLine = "\n";

        public TaskCompletionSource<string> First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            First.TrySetResult(value ?? "");
        }
    }
}
