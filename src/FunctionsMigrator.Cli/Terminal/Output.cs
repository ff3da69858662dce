using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.Terminal;

/// <summary>
/// Where verbs print. Under <c>--json</c> lines for people go nowhere and the verb prints one document; errors stand on standard error in both cases.
/// Text from files, git or targets is given as data and made visible here; it never reaches the terminal as it is.
/// </summary>
internal sealed class Output
{
    private readonly OutputOptions _options;

    public Output(ITerminal terminal, OutputOptions options)
    {
        Terminal = terminal;
        _options = options;
    }

    /// <summary>The terminal underneath.</summary>
    public ITerminal Terminal { get; }

    /// <summary>Whether one JSON document is asked for.</summary>
    public bool Json => _options.Json;

    /// <summary>Whether a person looks, so that a table may be redrawn in place.</summary>
    public bool Live => _options.Live;

    /// <summary>Whether colours are wanted.</summary>
    public bool Color => _options.Color;

    /// <summary>A line for people.</summary>
    public void Line(string text = "", Tone tone = Tone.Plain)
    {
        if (!Json)
        {
            Terminal.Out.WriteLine(Paint(VisibleText.Line(text), tone));
        }
    }

    /// <summary>A line for people, of pieces in different tones.</summary>
    public void Line(params IReadOnlyList<(string Text, Tone Tone)> pieces)
    {
        if (!Json)
        {
            Terminal.Out.WriteLine(string.Concat(pieces.Select(piece => Paint(VisibleText.Line(piece.Text), piece.Tone))));
        }
    }

    /// <summary>A line on standard error, also under <c>--json</c>. Line breaks are kept: stacks have them.</summary>
    public void ErrorLine(string text) => Terminal.Error.WriteLine(VisibleText.Block(text));

    /// <summary>The document of <c>--json</c>. Printed once, and only when it is asked for.</summary>
    public void Document<T>(T document)
    {
        if (Json)
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(document, FmJson.Indented));
        }
    }

    /// <summary>Why something could not be done: on standard error, and as the document under <c>--json</c>.</summary>
    public void Failure(IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            ErrorFinding(finding);
        }

        Document(new FailureDocument(findings));
    }

    /// <summary>A finding on standard error: what, where, what next.</summary>
    public void ErrorFinding(Finding finding) => WriteError(Terminal, finding, Color);

    /// <summary>A finding on standard error: what, where, what next.</summary>
    public static void WriteError(ITerminal terminal, Finding finding, bool color)
    {
        var tone = finding.Severity switch { Severity.Error => Tone.Bad, Severity.Warning => Tone.Caution, _ => Tone.Faint };
        var head = $"{finding.Severity.ToString().ToLowerInvariant()} {finding.Code}:";
        terminal.Error.WriteLine($"{Paint(head, tone, color)} {VisibleText.Line(finding.Message)}");
        if ((finding.Place?.ToString() ?? finding.Target) is { Length: > 0 } where)
        {
            terminal.Error.WriteLine($"  where: {VisibleText.Line(where)}");
        }

        terminal.Error.WriteLine($"  next: {VisibleText.Line(finding.Remedy)}");
    }

    /// <summary>The text in its tone, where colours are wanted. The text is visible text already.</summary>
    public string Paint(string text, Tone tone) => Paint(text, tone, Color);

    private static string Paint(string text, Tone tone, bool color) => !color || text.Length == 0 || Code(tone) is not { } code ? text : $"\u001b[{code}m{text}\u001b[0m";

    private static string? Code(Tone tone) => tone switch
    {
        Tone.Strong => "1",
        Tone.Faint => "2",
        Tone.Good => "32",
        Tone.Caution => "33",
        Tone.Bad => "31",
        Tone.Reference => "36",
        _ => null,
    };
}
