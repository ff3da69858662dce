using FunctionsMigrator.Core.Applying;
using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>Applies and undoes one target's plan on scratch, before anybody is asked to approve it.</summary>
internal sealed class RehearseTargetStep(MigratorServices services, RunStore runs, RunMetadata metadata, TargetAccessor targets, PlanShelf shelf)
{
    private const int Named = 20;

    public async Task<StepReply<RehearsedTarget>> RunAsync(StepContext context, TargetStep input, CancellationToken cancellation)
    {
        var run = await runs.RequireAsync(input.Run, cancellation);
        var (repository, binding, slices) = await metadata.TargetAsync(run, input.Address, cancellation);
        var (plan, _) = await shelf.GetAsync(run.Id, input.Round, input.Address, cancellation);
        if (plan.Blocked is not null || plan.Counts.Writes == 0)
        {
            return StepReply.Of(new RehearsedTarget(0));
        }

        var type = services.TargetTypes[binding.Type];
        var findings = new List<Finding>();
        var measured = new List<ScriptMeasure>();
        try
        {
            var made = await type.CreateScratchAsync(binding, new ScratchRequest(run.Id, slices.Value, plan.Touched), cancellation);
            findings.AddRange(made.Findings.Select(finding => finding.Severity is Severity.Error ? NotMade(finding, input.Address) : finding));
            if (made.TryGet(out var scratch))
            {
                await using (scratch)
                {
                    await using var journal = new MemoryJournal(services.Store.Spill);
                    var work = new TargetWork(repository, plan, slices.Value, scratch, journal, new ClaimRequest(services.Store.Id, run.Id)) { Measured = measured.Add };
                    findings.AddRange(await new Rehearsal(services.Desired).RunAsync(work, () => targets.Lines(plan, cancellation), cancellation));
                }
            }
        }
        catch (TargetException failed)
        {
            findings.Add(NotMade(failed.Finding, input.Address));
        }
        finally
        {
            await type.DropScratchAsync(binding, run.Id, cancellation);
        }

        if (RehearsalMeasures.Of(measured) is { } measures)
        {
            await shelf.PutMeasuresAsync(run.Id, input.Round, input.Address, measures, cancellation);
        }

        await shelf.PutRehearsalAsync(run.Id, input.Round, input.Address, [.. findings.Take(Named)], cancellation);
        return StepReply.Of(new RehearsedTarget(findings.Count(finding => finding.Severity is Severity.Error)));
    }

    private static Finding NotMade(Finding cause, TargetAddress address) =>
        PlanCodes.RehearsalFailed.Finding($"{cause.Code}: {cause.Message}", cause.Place, address.ToString(), cause.Remedy);
}
