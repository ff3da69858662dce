using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;

namespace FunctionsMigrator.Cli.Terminal;

/// <summary>How a call prints.</summary>
/// <param name="Json">One JSON document instead of text.</param>
/// <param name="Color">Colours.</param>
/// <param name="Live">Tables that are redrawn in place.</param>
internal sealed record OutputOptions(bool Json, bool Color, bool Live)
{
    /// <summary>Colours and live tables only where a person looks, and colours only where nobody forbids them.</summary>
    public static OutputOptions From(ParseResult parsed, GlobalOptions globals, Session session)
    {
        var json = parsed.GetValue(globals.Json);
        var person = session.Terminal.OutIsTerminal && !json && session.Surroundings.Variable("TERM") != "dumb";
        var color = person && !parsed.GetValue(globals.NoColor) && session.Surroundings.Variable("NO_COLOR") is null;
        return new OutputOptions(json, color, person);
    }
}
