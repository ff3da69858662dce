using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Rollout;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>Takes one measurement of every analysis that is due, in every region of the wave.</summary>
internal sealed class MeasureStepHandler(MigratorServices services, RunStore runs, RunMetadata metadata, TargetAccessor targets)
{
    public async Task<StepReply<Measured>> RunAsync(StepContext context, MeasureStep input, CancellationToken cancellation)
    {
        var run = await runs.RequireAsync(input.Run, cancellation);
        var environment = (await metadata.OfAsync(run, cancellation)).Environments[run.Environment];
        var waves = await services.Store.Blobs.ReadJsonAsync<IReadOnlyList<Wave>>(BlobArea.Plans, input.Waves, cancellation) ?? [];
        var wave = waves.First(candidate => candidate.Number == input.Wave);
        var now = services.Time.GetUtcNow();
        var tallies = input.Tallies.Count > 0 ? input.Tallies : Begin(environment, wave, input.Started);
        var measured = new List<Tally>(tallies.Count);
        foreach (var tally in tallies)
        {
            var definition = environment.Analyses[tally.Analysis];
            var due = tally.Next is { } next && (next <= now || (input.Last && AnalysisTally.Taken(tally) == 0));
            measured.Add(due ? await MeasureAsync(run, tally, definition, now, context, cancellation) : tally);
        }

        var (verdict, reason) = AnalysisTally.Judge(measured, environment.Analyses, input.Last);
        return StepReply.Of(new Measured(measured, verdict, reason, measured.Min(tally => tally.Next)));
    }

    private static IReadOnlyList<Tally> Begin(EnvironmentDocument environment, Wave wave, DateTimeOffset started) =>
    [
        .. wave.Analyses.SelectMany(name => wave.Targets().Select(target => target.Address.Region).Distinct()
            .Select(region => new Tally(name, region, Next: started + environment.Analyses[name].InitialDelay))),
    ];

    private async Task<Tally> MeasureAsync(
        RunRecord run, Tally tally, AnalysisDefinition definition, DateTimeOffset now, StepContext context, CancellationToken cancellation)
    {
        var result = await NumberAsync(run, tally.Region, definition, cancellation);
        var judged = AnalysisTally.Add(tally, definition, result, now);
        await services.Store.Records.TryCreateAsync(
            RunPartitions.Measurements(run.Id),
            $"{context.Key}/{tally.Analysis}/{tally.Region}",
            new Measurement(tally.Analysis, tally.Region, now, result.Succeeded ? result.Value : null, result.Findings.Count > 0 ? result.Findings[0].Message : null),
            cancellation);
        return judged;
    }

    private async Task<Findings.Outcome<double?>> NumberAsync(RunRecord run, string region, AnalysisDefinition definition, CancellationToken cancellation)
    {
        var bindings = (await metadata.BindingsAsync(run, cancellation)).Where(binding => binding.Address.Region == region).ToList();
        if (definition.Http is { } http)
        {
            var url = services.Desired.Substitute(bindings[0], http.Url);
            return url.TryGet(out var address) ? await services.Numbers.GetAsync(new Uri(address), http.JsonPath, cancellation) : url.As<double?>();
        }

        var sql = definition.Sql!;
        var binding = bindings.First(candidate => candidate.Address.Target == sql.Target);
        var query = services.Desired.Substitute(binding, sql.Query);
        if (!query.TryGet(out var text))
        {
            return query.As<double?>();
        }

        var opened = await targets.OpenAsync(binding, TargetAccess.Plan, cancellation);
        if (!opened.TryGet(out var target))
        {
            return opened.As<double?>();
        }

        await using (target)
        {
            return await target.ScalarAsync(text, cancellation);
        }
    }
}
