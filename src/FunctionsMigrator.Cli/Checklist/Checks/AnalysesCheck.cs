using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Cli.Checklist.Checks;

/// <summary>Every wave is measured by at least one analysis.</summary>
internal sealed class AnalysesCheck : IChecklistCheck
{
    /// <inheritdoc/>
    public string Name => "analyses";

    /// <inheritdoc/>
    public Task<IReadOnlyList<ChecklistLine>> RunAsync(ChecklistSubject subject, CancellationToken cancellation) =>
        Task.FromResult(subject.Repository is { } repository ? [Look(repository.Environments[subject.Environment])] : this.Unread());

    private ChecklistLine Look(EnvironmentDocument environment)
    {
        var waves = environment.Rollout.Waves.Select((wave, i) => (Number: i + 1, wave.Bake, Analyses: (IReadOnlyList<string>)[.. wave.Analyses ?? environment.Rollout.Analyses, .. environment.Rollout.Background ?? []])).ToList();
        var blind = waves.Where(wave => wave.Analyses.Count == 0).Select(wave => wave.Number).ToList();
        return blind.Count > 0
            ? this.Fail(
                $"{(blind.Count == 1 ? "wave" : "waves")} {string.Join(", ", blind)} of {waves.Count} {(blind.Count == 1 ? "is" : "are")} not measured: what breaks there is noticed by customers",
                $"Name an analysis in the rollout of {environment.Place.File}.")
            : this.Pass(string.Join("; ", waves.Select(wave => $"wave {wave.Number}: {string.Join(", ", wave.Analyses)}, bake {DurationJsonConverter.Format(wave.Bake)}")));
    }
}
