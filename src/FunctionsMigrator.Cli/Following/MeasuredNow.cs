using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Following;

/// <summary>Where one analysis of a run stands in one region now, as far as it counts for what is decided next.</summary>
/// <param name="Last">The newest measurement.</param>
/// <param name="Taken">Measurements that count, errors included.</param>
/// <param name="Failed">Failed ones among them.</param>
/// <param name="Inconclusive">Inconclusive ones among them.</param>
/// <param name="ErrorsInARow">Errors since the last that was none.</param>
internal sealed record MeasuredNow(Measurement Last, int Taken, int Failed, int Inconclusive, int ErrorsInARow)
{
    /// <summary><c>checkout-errors in westeurope</c>.</summary>
    public string Name => $"{Last.Analysis} in {Last.Region}{(Last.Background is true ? ", background" : "")}";

    /// <summary>
    /// The analyses at work, those in trouble first: of the bake that goes on, or was the last one, those of its wave; and of the whole rollout the background ones, since they decided last.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="measurements">All its measurements, in order.</param>
    public static IReadOnlyList<MeasuredNow> Of(RunRecord run, IReadOnlyList<Measurement> measurements)
    {
        var baked = measurements.Where(one => one.Background is not true && IsOfBake(run, one));
        var watched = SinceDecided([.. measurements.Where(one => one.Background is true)]);
        return
        [
            .. baked.Concat(watched).GroupBy(one => (one.Analysis, one.Region)).Select(group => Count([.. group]))
                .OrderBy(now => Rank(now.Last.Verdict)).ThenBy(now => now.Last.Analysis, StringComparer.Ordinal).ThenBy(now => now.Last.Region, StringComparer.Ordinal),
        ];
    }

    // While the next wave is written, what was measured of the one before is over.
    private static bool IsOfBake(RunRecord run, Measurement one) => run.Phase switch
    {
        null => one.Wave is null || one.Wave == run.Wave,
        { Kind: PhaseKind.Bake } bake => bake.Wave == run.Wave && one.Wave == bake.Wave && one.At >= bake.Since,
        _ => false,
    };

    // A verdict of the background analyses ends the count of all of them; who measures after it, because a person let the run go on, begins anew.
    private static List<Measurement> SinceDecided(IReadOnlyList<Measurement> measurements)
    {
        var counted = new List<Measurement>();
        var decided = false;
        foreach (var together in measurements.GroupBy(one => one.At))
        {
            if (decided)
            {
                counted.Clear();
            }

            counted.AddRange(together);
            decided = counted.GroupBy(one => (one.Analysis, one.Region)).Select(group => Count([.. group])).Any(IsDecided);
        }

        return counted;
    }

    private static bool IsDecided(MeasuredNow now) =>
        now.Last.Limits is { } limits && (now.Failed > limits.Failures || now.Inconclusive > limits.Inconclusive || now.ErrorsInARow > limits.ErrorsInARow);

    private static MeasuredNow Count(IReadOnlyList<Measurement> points) => new(
        points[^1],
        points.Count,
        points.Count(point => point.Verdict is MeasurementVerdict.Fail),
        points.Count(point => point.Verdict is MeasurementVerdict.Inconclusive),
        points.Reverse().TakeWhile(point => point.Verdict is MeasurementVerdict.Error).Count());

    private static int Rank(MeasurementVerdict? verdict) => verdict switch
    {
        MeasurementVerdict.Fail => 0,
        MeasurementVerdict.Error => 1,
        MeasurementVerdict.Inconclusive => 2,
        _ => 3,
    };
}
