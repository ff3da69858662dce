using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Runs;

/// <summary>
/// Which engine drives the runs of a store. Two engines that both believe a run is theirs would each carry it out, so an app writes down that the runs are its own, and an
/// <c>fm</c> that opens the same store then only reserves runs and leaves commands: the app's sweep finds both.
/// </summary>
public sealed class StoreDriver(IRecordStore records, TimeProvider time)
{
    private const string Key = "driver";

    /// <summary>The app that drives the store's runs; null: whoever opens it.</summary>
    public async Task<string?> FindAsync(CancellationToken cancellation) => (await records.GetAsync(RunPartitions.Hosts, Key, cancellation))?.Read<Driver>().App;

    /// <summary>
    /// Makes the app the one that drives the store's runs from now on; another address of the app is written down in its place. <c>STO014</c> where runs are open that somebody
    /// else began: their engine would not know.
    /// </summary>
    public async Task<Outcome<string>> TakeAsync(string app, CancellationToken cancellation)
    {
        if (await FindAsync(cancellation) is null && (await new RunStore(records, time).ListAsync(null, cancellation)).FirstOrDefault(run => !run.State.IsFinal()) is { } open)
        {
            return StoreCodes.OpenRuns.Fail<string>($"Run {open.Id} is {open.State}, and was started before the app.");
        }

        await records.SetAsync<Driver>(RunPartitions.Hosts, Key, _ => new Driver(app), cancellation);
        return Outcome.Of(app);
    }

    private sealed record Driver(string App);
}
