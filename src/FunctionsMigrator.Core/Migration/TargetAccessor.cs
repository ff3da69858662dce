using FunctionsMigrator.Core.Applying;
using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Stores;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>Opens what a step about one target works on.</summary>
internal sealed class TargetAccessor(MigratorServices services, RunStore runs, RunMetadata metadata)
{
    private static readonly HashSet<string> Passing = [TargetCodes.Unreachable.Code, TargetCodes.Busy.Code, TargetCodes.ClaimLost.Code, HttpTargetCodes.TurnedAway.Code];

    /// <summary>A target's plan by the name of its blob.</summary>
    public async Task<TargetPlan> PlanAsync(string blob, CancellationToken cancellation) =>
        await services.Store.Blobs.ReadJsonAsync<TargetPlan>(BlobArea.Plans, blob, cancellation) ?? throw new InvalidOperationException($"There is no plan {blob}.");

    /// <summary>The lines of a target's plan, from the start, as often as they are asked for.</summary>
    public IAsyncEnumerable<Change> Lines(TargetPlan plan, CancellationToken cancellation) =>
        PlanLines.Of(services.Store.Blobs, plan, cancellation);

    /// <summary>Opens a binding.</summary>
    public async Task<Outcome<ITarget>> OpenAsync(TargetBinding binding, TargetAccess access, CancellationToken cancellation) =>
        services.TargetTypes.TryGetValue(binding.Type, out var type)
            ? await type.OpenAsync(binding, access, cancellation)
            : TargetCodes.UnknownType.Fail<ITarget>($"There is no target type '{binding.Type}'; there are {string.Join(", ", services.TargetTypes.Keys.Order(StringComparer.Ordinal))}.", target: binding.Address.ToString());

    /// <summary>
    /// Opens a target with everything that writing needs and does the work. A target that cannot be opened, and a read that fails, is a failure that may pass; so is nothing else.
    /// </summary>
    public async Task<StepReply<T>> WorkAsync<T>(
        string run, TargetAddress address, string planBlob, TargetAccess access, Func<RunRecord, TargetWork, Task<StepReply<T>>> work, CancellationToken cancellation)
    {
        var record = await runs.RequireAsync(run, cancellation);
        var plan = await PlanAsync(planBlob, cancellation);
        var (repository, binding, slices) = await metadata.TargetAsync(record, address, cancellation);
        var opened = await OpenAsync(binding, access, cancellation);
        if (!opened.TryGet(out var target))
        {
            return Failed<T>(opened.Findings);
        }

        await using (target)
        {
            try
            {
                return await work(record, new TargetWork(repository, plan, slices.Value, target, Journal(record, plan), new ClaimRequest(services.Store.Id, run)));
            }
            catch (TargetException failed)
            {
                return Failed<T>([failed.Finding]);
            }
        }
    }

    /// <summary>The plan of a target that another run applied.</summary>
    public async Task<TargetPlan> RevertedPlanAsync(RunRecord reverted, TargetAddress address, CancellationToken cancellation)
    {
        var index = await services.Store.Blobs.ReadJsonAsync<PlanIndex>(BlobArea.Plans, reverted.Plan!.Blob, cancellation)
            ?? throw new InvalidOperationException($"Run {reverted.Id} has no plan.");
        return index.Targets.First(plan => plan.Address == address);
    }

    /// <summary>The journal of a run's writes to a target under one plan.</summary>
    public IWriteJournal Journal(RunRecord run, TargetPlan plan) =>
        new BlobJournal(services.Store.Blobs, new SnapshotCipher(services.Store.Keys.Snapshots, services.Random), run.Id, plan.Address, plan.Digest, (direction, receipts) => services.Telemetry.Metrics.Written(run.Environment, direction, receipts));

    /// <summary>
    /// The reply of a step that takes back. Where no intent stands for a target there is nothing to take back, so a target that was never reached, or that broke since, is no failure. A
    /// run that takes another one back asks the other run's journal: its own holds nothing.
    /// </summary>
    public async Task<StepReply<T>> UnlessUntouchedAsync<T>(StepReply<T> reply, string run, string planBlob, T nothing, CancellationToken cancellation)
    {
        if (reply.Failure?.Code.StartsWith("TGT", StringComparison.Ordinal) != true)
        {
            return reply;
        }

        var record = await runs.RequireAsync(run, cancellation);
        var plan = await PlanAsync(planBlob, cancellation);
        var reverted = record.Reverts is null ? null : await runs.RequireAsync(record.Reverts, cancellation);
        var journal = reverted is null ? Journal(record, plan) : Journal(reverted, await RevertedPlanAsync(reverted, plan.Address, cancellation));
        return (await journal.ReadBatchesAsync(cancellation)).Count == 0 ? StepReply.Of(nothing) : reply;
    }

    /// <summary>
    /// The failure of a step, from findings. It may be better later when the target could not be reached or somebody else was writing it; also when the claim was lost, to an
    /// execution that was believed dead: nobody listens to that one, and the step that is listened to claims again.
    /// </summary>
    public static StepReply<T> Failed<T>(IReadOnlyList<Finding> findings)
    {
        var first = findings.First(finding => finding.Severity is Severity.Error);
        return StepReply.Fail<T>(first.Code, first.Message, Passes(first));
    }

    /// <summary>Whether what failed may be better later.</summary>
    public static bool Passes(Finding finding) => Passing.Contains(finding.Code);
}
