using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Migration;

/// <summary>Where the targets' plans of one round are put, and found again, without going through a history.</summary>
internal sealed class PlanShelf(IBlobStore blobs, IRecordStore records, TargetStates states)
{
    /// <summary>Stores a target's plan, named by its content, and shows its state. Answers the blob's name.</summary>
    public async Task<string> PutAsync(string run, int round, TargetPlan plan, CancellationToken cancellation)
    {
        var blob = $"target-plans/{Digest.Of(JsonSerializer.Serialize(plan, FmJson.Line))}";
        await blobs.TryCreateJsonAsync(BlobArea.Plans, blob, plan, cancellation);
        await records.SetAsync<string>(RunPartitions.Plans(run, round), plan.Address.ToString(), _ => blob, cancellation);
        var progress = plan.Blocked is not null ? TargetProgress.Failed : plan.Counts.Writes == 0 ? TargetProgress.Unchanged : TargetProgress.Planned;
        var message = plan.Findings.FirstOrDefault(finding => finding.Severity is Severity.Error)?.Message;
        await states.SetAsync(run, new TargetState(plan.Address, progress, 0, plan.Counts.Writes, Message: message), cancellation);
        return blob;
    }

    /// <summary>The plan of a target in a round, with the name of its blob.</summary>
    public async Task<(TargetPlan Plan, string Blob)> GetAsync(string run, int round, TargetAddress address, CancellationToken cancellation)
    {
        var stored = await records.GetAsync(RunPartitions.Plans(run, round), address.ToString(), cancellation)
            ?? throw new InvalidOperationException($"{address} was not planned in round {round}.");
        var blob = stored.Read<string>();
        return (await blobs.ReadJsonAsync<TargetPlan>(BlobArea.Plans, blob, cancellation) ?? throw new InvalidOperationException($"There is no plan {blob}."), blob);
    }

    /// <summary>Stores what a target's rehearsal found.</summary>
    public Task PutRehearsalAsync(string run, int round, TargetAddress address, IReadOnlyList<Finding> findings, CancellationToken cancellation) =>
        records.SetAsync<IReadOnlyList<Finding>>(RunPartitions.Rehearsals(run, round), address.ToString(), _ => findings, cancellation);

    /// <summary>Stores what a target's rehearsal measured, in place of what an earlier try did.</summary>
    public Task PutMeasuresAsync(string run, int round, TargetAddress address, RehearsalMeasures measures, CancellationToken cancellation) =>
        records.SetAsync<RehearsalMeasures>(RunPartitions.RehearsalMeasures(run, round), address.ToString(), _ => measures.Fitting(), cancellation);

    /// <summary>What a target's rehearsal measured; null when it measured nothing.</summary>
    public async Task<RehearsalMeasures?> GetMeasuresAsync(string run, int round, TargetAddress address, CancellationToken cancellation) =>
        (await records.GetAsync(RunPartitions.RehearsalMeasures(run, round), address.ToString(), cancellation))?.Read<RehearsalMeasures>();

    /// <summary>What a target's rehearsal found; null when it was not rehearsed.</summary>
    public async Task<IReadOnlyList<Finding>?> GetRehearsalAsync(string run, int round, TargetAddress address, CancellationToken cancellation) =>
        (await records.GetAsync(RunPartitions.Rehearsals(run, round), address.ToString(), cancellation))?.Read<IReadOnlyList<Finding>>();
}
