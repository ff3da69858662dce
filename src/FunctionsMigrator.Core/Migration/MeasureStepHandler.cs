using System.Globalization;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Rollout;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>
/// Takes one measurement of every analysis that is due: those of the wave's bake in every region of the wave, and those of the whole rollout in every region that it has reached. While a
/// wave is written only the latter are measured.
/// </summary>
internal sealed class MeasureStepHandler(MigratorServices services, RunStore runs, RunMetadata metadata, TargetAccessor targets, BackgroundTallies background)
{
    private const int AtOnce = 8;
    private readonly AnalysisMeter _meter = new(services, metadata, targets);

    public async Task<StepReply<Measured>> RunAsync(StepContext context, MeasureStep input, CancellationToken cancellation)
    {
        if (input is { Watch: { } ended, Last: true })
        {
            await background.EndAsync(input.Run, ended, cancellation);
            return StepReply.Of(Over);
        }

        if (input.Watch is { } mark && await background.IsOverAsync(input.Run, mark, cancellation))
        {
            return StepReply.Of(Over);
        }

        var run = await runs.RequireAsync(input.Run, cancellation);
        var environment = (await metadata.OfAsync(run, cancellation)).Environments[run.Environment];
        var waves = await services.Store.Blobs.ReadJsonAsync<IReadOnlyList<Wave>>(BlobArea.Plans, input.Waves, cancellation) ?? [];
        var wave = waves.First(candidate => candidate.Number == input.Wave);
        var tallies = input.Watch is not null ? [] : input.Tallies.Count > 0 ? input.Tallies : Begin(environment, wave, input.Started);
        var baked = await MeasureAsync(run, environment, waves, input, tallies, context, cancellation);
        var watched = await WatchAsync(run, environment, waves, input, context, cancellation);
        var (verdict, reason) = AnalysisTally.Judge([.. baked, .. watched], environment.Analyses, input.Last, environment.Rollout.Background);
        var said = reason is null || input.Watch is null ? reason : string.Create(CultureInfo.InvariantCulture, $"{reason}, while wave {input.Wave} was written");
        return StepReply.Of(new Measured(baked, verdict, said, baked.Concat(watched).Min(tally => tally.Next)));
    }

    private static Measured Over { get; } = new([], AnalysisVerdict.Open, null, null, Over: true);

    private static IReadOnlyList<Tally> Begin(EnvironmentDocument environment, Wave wave, DateTimeOffset started) =>
    [
        .. wave.Analyses.Where(name => !IsBackground(environment, name)).SelectMany(name => wave.Targets().Select(target => target.Address.Region).Distinct()
            .Select(region => new Tally(name, region, Next: started + environment.Analyses[name].InitialDelay))),
    ];

    private static bool IsBackground(EnvironmentDocument environment, string name) => environment.Rollout.Background?.Contains(name) == true;

    private async Task<IReadOnlyList<Tally>> WatchAsync(
        RunRecord run, EnvironmentDocument environment, IReadOnlyList<Wave> waves, MeasureStep input, StepContext context, CancellationToken cancellation)
    {
        if (environment.Rollout.Background is not { Count: > 0 })
        {
            return [];
        }

        var reached = waves.Where(wave => wave.Number <= input.Wave).SelectMany(wave => wave.Targets()).Select(target => target.Address.Region).Distinct().ToList();
        var before = await background.ReadAsync(run.Id, context.Key, environment, reached, services.Time.GetUtcNow(), cancellation);
        var after = await MeasureAsync(run, environment, waves, input, before, context, cancellation);
        await background.SaveAsync(run.Id, context.Key, input.Watch, before, after, AnalysisTally.Judge(after, environment.Analyses, input.Last).Verdict, cancellation);
        return after;
    }

    // A slow service must not make the last region's measurement wait for all the others'.
    private async Task<IReadOnlyList<Tally>> MeasureAsync(
        RunRecord run, EnvironmentDocument environment, IReadOnlyList<Wave> waves, MeasureStep input, IReadOnlyList<Tally> tallies, StepContext context, CancellationToken cancellation)
    {
        var now = services.Time.GetUtcNow();
        var changed = waves.Where(wave => wave.Number <= input.Wave).SelectMany(wave => wave.Targets()).Select(target => target.Address.Region).ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<string> unchanged = [.. environment.Regions.Select(region => region.Name).Where(name => !changed.Contains(name))];
        var measured = new List<Tally>(tallies.Count);
        foreach (var together in tallies.Chunk(AtOnce))
        {
            measured.AddRange(await Task.WhenAll(together.Select(tally => AnalysisTally.IsDue(tally, environment.Analyses[tally.Analysis], now, input.Last)
                ? MeasureAsync(run, environment, tally, input.Wave, unchanged, now, context, cancellation)
                : Task.FromResult(tally))));
        }

        return measured;
    }

    // A step that is executed again finds what it measured before: one call is one measurement, whatever dies.
    private async Task<Tally> MeasureAsync(
        RunRecord run, EnvironmentDocument environment, Tally tally, int wave, IReadOnlyList<string> unchanged, DateTimeOffset now, StepContext context, CancellationToken cancellation)
    {
        var definition = environment.Analyses[tally.Analysis];
        var (partition, key) = (RunPartitions.Measurements(run.Id), $"{context.Key}/{tally.Analysis}/{tally.Region}");
        if ((await services.Store.Records.GetAsync(partition, key, cancellation))?.Read<Measurement>() is { } kept && kept.Judged() is { } before)
        {
            return AnalysisTally.Add(tally, definition, before, kept.At);
        }

        var judged = await _meter.MeasureAsync(run, definition, tally.Region, unchanged, now, cancellation);
        await services.Store.Records.TryCreateAsync(
            partition,
            key,
            new Measurement(
                tally.Analysis, tally.Region, now, judged.Result, judged.Why, judged.Verdict, wave, definition.SuccessCondition, definition.FailureCondition, judged.Number, judged.Baseline, judged.Samples,
                IsBackground(environment, tally.Analysis) ? true : null, definition.Limits()),
            cancellation);
        return AnalysisTally.Add(tally, definition, judged, now);
    }
}
