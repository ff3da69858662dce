using System.Globalization;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Migration;

/// <summary>Measures whether anybody still uses what a plan drops. Nothing but a pass, of every analysis in every region, is proof of that.</summary>
internal sealed class UnusedProof(MigratorServices services, RunMetadata metadata, TargetAccessor targets)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private readonly AnalysisMeter _meter = new(services, metadata, targets);

    /// <summary>The first that does not pass, in words, and when to measure again; null: all of it passes, or none is asked.</summary>
    /// <param name="run">The run.</param>
    /// <param name="key">Key of the step: one call is one measurement, whatever dies.</param>
    /// <param name="since">Since when the run waits for it.</param>
    /// <param name="now">The time of the step.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<(string Reason, DateTimeOffset LookAgain)?> LackingAsync(RunRecord run, string key, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellation)
    {
        if (run.Proofs.Count == 0)
        {
            return null;
        }

        var analyses = (await metadata.OfAsync(run, cancellation)).Environments[run.Environment].Analyses;
        var regions = (await metadata.BindingsAsync(run, cancellation)).Select(binding => binding.Address.Region).Distinct().ToList();
        foreach (var (name, region) in run.Proofs.SelectMany(name => regions.Select(region => (name, region))))
        {
            var judged = await MeasureAsync(run, key, name, analyses[name], region, now, cancellation);
            if (judged.Verdict is not MeasurementVerdict.Pass)
            {
                var number = judged.Result is { } result ? result.ToString("0.######", CultureInfo.InvariantCulture) : "no number";
                return (
                    $"analysis {name} does not prove in {region} that nobody uses what goes: {number}{(judged.Why is null ? "" : $" ({judged.Why})")}",
                    LongWait.LookAgain(now, since, analyses[name].Interval > Shortest ? analyses[name].Interval : Shortest));
            }
        }

        return null;
    }

    // Kept as those of a bake are, but of no wave: whoever asks later why the run went, or did not, sees what it saw.
    private async Task<Judgement> MeasureAsync(RunRecord run, string key, string name, AnalysisDefinition definition, string region, DateTimeOffset now, CancellationToken cancellation)
    {
        var (partition, place) = (RunPartitions.Measurements(run.Id), $"{key}/{name}/{region}");
        if ((await services.Store.Records.GetAsync(partition, place, cancellation))?.Read<Measurement>().Judged() is { } before)
        {
            return before;
        }

        var judged = await _meter.MeasureAsync(run, definition, region, [], now, cancellation);
        await services.Store.Records.TryCreateAsync(
            partition,
            place,
            new Measurement(
                name, region, now, judged.Result, judged.Why, judged.Verdict, null, definition.SuccessCondition, definition.FailureCondition, judged.Number, judged.Baseline, judged.Samples),
            cancellation);
        return judged;
    }
}
