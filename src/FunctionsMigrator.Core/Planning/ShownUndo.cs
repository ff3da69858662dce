using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Planning;

/// <summary>
/// Derived undos as a plan shows them: with what stands on the target now where it will be restored. What an earlier script of the plan changes is known only when that one ran, and
/// is told in words.
/// </summary>
internal sealed class ShownUndo(ITarget target)
{
    private readonly Dictionary<SqlScript, IReadOnlyList<string?>> _stood = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _changed = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What kept the target from being asked.</summary>
    public IReadOnlyList<Finding> Findings { get; private set; } = [];

    /// <summary>Asks the target, all scripts at once.</summary>
    public async Task AskAsync(IEnumerable<SqlScript> scripts, CancellationToken cancellation)
    {
        var asking = scripts.Where(script => script.Undo.Steps.Count > 0).ToList();
        if (asking.Count == 0)
        {
            return;
        }

        var stood = await target.ReadFormersAsync([.. asking.SelectMany(script => script.Undo.Formers)], cancellation);
        Findings = stood.Findings;
        if (!stood.TryGet(out var texts))
        {
            return;
        }

        var at = 0;
        foreach (var script in asking)
        {
            var count = script.Undo.Formers.Count;
            _stood[script] = [.. texts.Skip(at).Take(count)];
            at += count;
        }
    }

    /// <summary>The undo of the next script of the plan.</summary>
    public string Of(SqlScript script)
    {
        var text = script.Undo.Steps.Count == 0 ? script.Undo.Sql ?? "" : Filled(script.Undo.Steps, _stood.GetValueOrDefault(script));
        _changed.UnionWith(script.Facts.Creates);
        _changed.UnionWith(script.Undo.Formers.Select(former => former.Name));
        return text.Length == 0 ? "-- nothing: all of it stands already\n" : text;
    }

    private string Filled(IReadOnlyList<UndoStep> steps, IReadOnlyList<string?>? stood)
    {
        var asked = 0;
        return string.Concat(steps.Select(step =>
        {
            var found = step.Former is null ? null : stood?[asked++];
            return stood is null || step.Former is null || _changed.Contains(step.Former.Name) ? step.Text : step.With(found);
        }));
    }
}
