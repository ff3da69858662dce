using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine.Facts;

namespace FunctionsMigrator.Engine.Replaying;

/// <summary>Asks whether workflow code still does what a recorded history says. Runs no step and writes nothing.</summary>
public static class HistoryReplayer
{
    /// <summary>Replays the facts, of an instance that ended or of an open one.</summary>
    /// <returns>Null when the code fits, else where the two part.</returns>
    /// <exception cref="ArgumentException">The history is of another workflow, or does not begin with its start.</exception>
    public static Divergence? Replay(IReadOnlyList<Fact> history, WorkflowHandler workflow)
    {
        if (history is not [InstanceStarted start, ..] || start.Workflow != workflow.Name)
        {
            throw new ArgumentException($"This is no history of workflow '{workflow.Name}'.", nameof(history));
        }

        return new Replay(workflow, history, _ => { }).Start() is Stop.Diverged parted ? parted.Divergence : null;
    }
}
