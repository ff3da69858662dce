using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.Planning;

/// <summary>A comparison for people: a heading for every pair of targets, a line or a few for every item.</summary>
internal sealed class ComparisonText(Output output, string left, string right, int limit) : IComparisonWriter
{
    private static readonly PlanLimits Limits = new();
    private TargetAddress? _target;
    private int _count;
    private bool _failed;

    /// <inheritdoc/>
    public Task AddAsync(LiveDifference difference, CancellationToken cancellation)
    {
        if (++_count <= limit)
        {
            Show(difference);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Add(IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            output.ErrorFinding(finding);
            _failed |= finding.Severity is Severity.Error;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_count > limit)
        {
            output.Line($"... {PlanWords.Count(_count - limit, "more difference")}", Tone.Faint);
        }

        if (_failed && _count == 0)
        {
            return ValueTask.CompletedTask;
        }

        output.Line();
        output.Line(
            _count == 0 ? $"No difference between {left} and {right}." : $"{PlanWords.Count(_count, "difference")} between {left} (-) and {right} (+).", Tone.Strong);
        return ValueTask.CompletedTask;
    }

    private void Show(LiveDifference difference)
    {
        if (_target != difference.Right)
        {
            _target = difference.Right;
            output.Line();
            output.Line($"{difference.Left} and {difference.Right}", Tone.Strong);
        }

        // A plan's change from one side to the other is what the renderers of values know.
        var change = new Change(
            "000000", "", Core.Model.ResourceKind.Settings, difference.Item, ChangeAction.Update, null, null, new Reversal(ReversalKind.Nothing),
            Core.Model.RiskLevel.Low, [], difference.LeftValue, difference.RightValue);
        var sign = difference.LeftValue is null ? '+' : difference.RightValue is null ? '-' : '~';
        var tone = sign switch { '+' => Tone.Good, '-' => Tone.Bad, _ => Tone.Caution };
        var inline = ChangeDiff.Inline(change);
        output.Line($"  {sign} {difference.Item}{(inline is null ? "" : "  " + inline)}", tone);
        foreach (var line in inline is null ? ChangeDiff.Lines(change, Limits) : [])
        {
            var (mark, look) = line.Kind switch { DiffKind.Removed => ('-', Tone.Bad), DiffKind.Added => ('+', Tone.Good), _ => (' ', Tone.Faint) };
            output.Line($"      {mark} {line.Text}", look);
        }
    }
}
