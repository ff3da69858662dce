using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.Planning;

/// <summary>How lines of a plan look at a terminal.</summary>
internal static class PlanTones
{
    /// <summary>The tone of a line.</summary>
    public static Tone Of(PlanTone tone) => tone switch
    {
        PlanTone.Heading => Tone.Strong,
        PlanTone.Added => Tone.Good,
        PlanTone.Changed or PlanTone.Warning => Tone.Caution,
        PlanTone.Removed or PlanTone.Error => Tone.Bad,
        PlanTone.Faint => Tone.Faint,
        _ => Tone.Plain,
    };
}
