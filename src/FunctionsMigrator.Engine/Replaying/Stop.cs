using FunctionsMigrator.Engine.Facts;
using FunctionsMigrator.Engine.Intents;

namespace FunctionsMigrator.Engine.Replaying;

/// <summary>Why a replay cannot go further by itself.</summary>
internal abstract record Stop
{
    /// <summary>The code asks for something the history does not fully answer.</summary>
    /// <param name="Intent">What it asks for.</param>
    /// <param name="Call">The fact that says so, when it was recorded.</param>
    /// <param name="Answers">The answers that were recorded, by branch.</param>
    internal sealed record Needs(Intent Intent, Fact? Call, Answer?[] Answers) : Stop;

    /// <summary>The code is at its end, and the history does not say so yet.</summary>
    internal sealed record AtEnd(Act Act) : Stop;

    /// <summary>The history ends here, and so does the code.</summary>
    internal sealed record Finished : Stop;

    /// <summary>Code and history part.</summary>
    internal sealed record Diverged(Divergence Divergence) : Stop;
}
