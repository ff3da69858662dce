using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Following;

/// <summary>One line for every change of state, of the run or of a target, and for what its analyses measure where that says something new: for pipes and logs.</summary>
internal sealed class PlainProgress(Output output) : IRunProgress
{
    private readonly Dictionary<string, TargetProgress> _targets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Measurement> _measured = new(StringComparer.Ordinal);
    private string? _state;

    /// <inheritdoc/>
    public Task<T> RunAsync<T>(Func<Action<RunReading>, Task<T>> follow) => follow(Show);

    private void Show(RunReading reading)
    {
        var details = reading.Details;
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

        foreach (var now in MeasuredNow.Of(run, reading.Measured))
        {
            ShowMeasured(now);
        }
    }

    // A good measurement behind a good one of the same wave is what everybody hopes for; every other one is told.
    private void ShowMeasured(MeasuredNow now)
    {
        var known = _measured.TryGetValue(now.Name, out var before);
        _measured[now.Name] = now.Last;
        if (known && (before == now.Last || (before!.Verdict is MeasurementVerdict.Pass && now.Last.Verdict is MeasurementVerdict.Pass && before.Wave == now.Last.Wave)))
        {
            return;
        }

        var why = now.Last.Result is null && now.Last.Error is { } error ? $" ({error})" : "";
        output.Line(
            ($"  {now.Name}  ", Tone.Plain),
            ($"{MeasureWords.Number(now.Last.Result) ?? "-"} {now.Last.Verdict?.ToString().ToLowerInvariant()}", MeasureWords.Tone(now.Last.Verdict)),
            ($"{why}  {MeasureWords.Counts(now)}; {MeasureWords.Wanted(now.Last)}", Tone.Plain));
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
