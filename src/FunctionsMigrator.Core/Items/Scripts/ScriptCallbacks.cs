namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>The callbacks of a resource, and what they do to every script that they run with.</summary>
internal sealed class ScriptCallbacks(IReadOnlyList<(ScriptEvent Event, ScriptText Text, ScriptFacts Facts)> files)
{
    private readonly ILookup<ScriptEvent, ScriptText> _texts = files.ToLookup(file => file.Event, file => file.Text);

    /// <summary>Those of an event, in the order of their names.</summary>
    public IReadOnlyList<ScriptText> Of(ScriptEvent when) => _texts.Contains(when) ? [.. _texts[when]] : [];

    /// <summary>What a script does together with its callbacks: what they touch may change, and what they lose is lost.</summary>
    public ScriptFacts Facts(ScriptFacts script)
    {
        if (files.Count == 0)
        {
            return script;
        }

        var loss = files.FirstOrDefault(file => file.Facts.LosesData);
        return script with
        {
            Touches = [.. script.Touches.Union(files.SelectMany(file => file.Facts.Touches))],
            LosesData = script.LosesData || loss.Facts is not null,
            LosesDataReason = script.LosesDataReason ?? (loss.Facts is { } facts ? $"{loss.Text.Place.File}, {facts.LosesDataReason}" : null),
        };
    }
}
