using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Following;

/// <summary>One line for every change of state, of the run or of a target: for pipes and logs.</summary>
internal sealed class PlainProgress(Output output) : IRunProgress
{
    private readonly Dictionary<string, TargetProgress> _targets = new(StringComparer.Ordinal);
    private string? _state;

    /// <inheritdoc/>
    public Task<T> RunAsync<T>(Func<Action<RunDetails>, Task<T>> follow) => follow(Show);

    private void Show(RunDetails details)
    {
        var run = details.Run;
        var state = RunWords.State(run);
        var why = RunWords.Why(run);
        var line = why.Length == 0 ? state : $"{state}: {why}";
        if (line != _state)
        {
            output.Line((state, RunWords.Tone(run.State)), (why.Length == 0 ? "" : $": {why}", Tone.Plain));
            _state = line;
        }

        foreach (var target in details.Targets)
        {
            ShowTarget(target);
        }
    }

    private void ShowTarget(TargetState target)
    {
        var address = target.Address.ToString();
        // What is only planned, or needs nothing, stands in the plan; here it would be noise before every run.
        var quiet = target.Progress is TargetProgress.Planned or TargetProgress.Unchanged;
        var known = _targets.TryGetValue(address, out var before);
        _targets[address] = target.Progress;
        if ((known && before == target.Progress) || (!known && quiet))
        {
            return;
        }

        var message = target.Message is null ? "" : $": {target.Message}";
        output.Line(
            ($"  {address}  ", Tone.Plain), (target.Progress.ToString(), RunWords.Tone(target.Progress)), ($"  {target.Done}/{target.Changes}{message}", Tone.Plain));
    }
}
