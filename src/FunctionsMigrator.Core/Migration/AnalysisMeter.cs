using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Migration;

/// <summary>Takes one measurement of an analysis in a region, and in the unchanged regions where it is compared with them.</summary>
internal sealed class AnalysisMeter(MigratorServices services, RunMetadata metadata, TargetAccessor targets)
{
    /// <summary>More unchanged regions than this are not asked: the first ones in the order of the file stand for all.</summary>
    public const int MostUnchanged = 10;

    /// <summary>Measures and judges.</summary>
    /// <param name="run">The run.</param>
    /// <param name="definition">The analysis.</param>
    /// <param name="region">The changed region.</param>
    /// <param name="unchanged">The regions that no wave has changed yet, in the order of the file.</param>
    /// <param name="now">The time of the measurement.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<Judgement> MeasureAsync(
        RunRecord run, AnalysisDefinition definition, string region, IReadOnlyList<string> unchanged, DateTimeOffset now, CancellationToken cancellation)
    {
        var bindings = await metadata.BindingsAsync(run, cancellation);
        var changed = await AskAsync(bindings, definition, region, now, cancellation);
        return definition.CompareWith is CompareWith.Unchanged && changed.Succeeded
            ? SampleJudge.Judge(definition, changed, await TogetherAsync(bindings, definition, unchanged, now, cancellation))
            : SampleJudge.Judge(definition, changed);
    }

    // A region that does not answer is no reason to doubt the others; only when none does, nothing is known.
    private async Task<Outcome<Sample>?> TogetherAsync(
        IReadOnlyList<TargetBinding> bindings, AnalysisDefinition definition, IReadOnlyList<string> regions, DateTimeOffset now, CancellationToken cancellation)
    {
        var with = regions.Where(region => bindings.Any(binding => binding.Address.Region == region)).Take(MostUnchanged);
        var asked = await Task.WhenAll(with.Select(region => AskAsync(bindings, definition, region, now, cancellation)));
        var answered = asked.Where(answer => answer.Succeeded).Select(answer => answer.Value).ToList();
        return asked.Length == 0 ? null : answered.Count == 0 ? asked[0] : Outcome.Of(new Sample(
            [.. answered.SelectMany(sample => sample.Numbers)],
            answered.Sum(sample => sample.Numbers.Count == 0 ? 0 : sample.Size),
            answered.Select(sample => sample.Warning).FirstOrDefault(warning => warning is not null)));
    }

    private async Task<Outcome<Sample>> AskAsync(
        IReadOnlyList<TargetBinding> bindings, AnalysisDefinition definition, string region, DateTimeOffset now, CancellationToken cancellation)
    {
        var place = bindings.First(binding => binding.Address.Region == region);
        if (definition.Sql is { } sql)
        {
            return bindings.FirstOrDefault(candidate => candidate.Address.Region == region && candidate.Address.Target == sql.Target) is { } asked
                ? await ScalarsAsync(asked, sql, cancellation)
                : AnalysisCodes.Unavailable.Fail<Sample>($"{region} has no target '{sql.Target}'.");
        }

        return services.Numbers.FirstOrDefault(source => source.Asks(definition)) is { } source
            ? await source.MeasureAsync(new NumberRequest(definition, now, place.Secrets, text => services.Desired.Substitute(place, text)), cancellation)
            : AnalysisCodes.Unavailable.Fail<Sample>($"This host cannot ask {string.Join(", ", AnalysisTypes.Of(definition))}; it can ask {string.Join(", ", services.Numbers.Select(known => known.Name))} and sql.");
    }

    private async Task<Outcome<Sample>> ScalarsAsync(TargetBinding binding, SqlAnalysis sql, CancellationToken cancellation)
    {
        var opened = await targets.OpenAsync(binding, TargetAccess.Plan, cancellation);
        if (!opened.TryGet(out var target))
        {
            return opened.As<Sample>();
        }

        await using (target)
        {
            try
            {
                var number = await ScalarAsync(target, sql.Query, cancellation);
                if (!number.Succeeded || sql.Samples is null)
                {
                    return number.Succeeded ? Outcome.Of(Sample.Of(number.Value)) : number.As<Sample>();
                }

                var samples = await ScalarAsync(target, sql.Samples, cancellation);
                return samples.Succeeded ? Outcome.Of(Sample.Of(number.Value) with { Samples = samples.Value ?? 0 }) : samples.As<Sample>();
            }
            catch (TargetException failed)
            {
                return Outcome.Fail<Sample>(failed.Finding);
            }
        }
    }

    private async Task<Outcome<double?>> ScalarAsync(ITarget target, string text, CancellationToken cancellation)
    {
        var query = services.Desired.Substitute(target.Binding, text);
        return query.TryGet(out var asked) ? await target.ScalarAsync(asked, cancellation) : query.As<double?>();
    }
}
