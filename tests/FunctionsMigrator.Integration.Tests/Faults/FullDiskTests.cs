using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;
using FunctionsMigrator.Testing.Stores;

namespace FunctionsMigrator.Integration.Tests.Faults;

/// <summary>A store that has no room for some writes of a run, and has room again later.</summary>
public sealed class FullDiskTests
{
    private const int Samples = 25;

    [Fact]
    public async Task A_run_whose_store_was_full_for_a_while_goes_on_and_ends_the_same()
    {
        var (writes, wanted) = await TellAsync(int.MaxValue);
        for (var sample = 0; sample < Samples; sample++)
        {
            var (_, found) = await TellAsync(writes * sample / Samples);
            Assert.Equal(wanted, found);
        }
    }

    private static async Task<(int Writes, string Story)> TellAsync(int fullFrom)
    {
        var disk = new Disk();
        await using var world = Scenario.Begin(SmallRepository.Files, observer => new InMemoryStore(observer: new Both(observer, disk)));
        world.Commit("First");
        await world.RunAsync("production");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Write("metadata/colours.csv", "code,name\ng,green\nr,rot\n").Commit("Second");
        var started = await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None);
        disk.Fill(fullFrom);
        var run = started.Value.Run;
        for (var tries = 0; !run.State.IsFinal(); tries++)
        {
            Assert.True(tries < 5, $"{run.Id} does not come to an end.");
            try
            {
                run = await world.DriveAsync(run.Id);
            }
            catch (InvalidOperationException) when (disk.WasFull)
            {
                // What `fm` does when the store cannot be used: it says so and ends. Somebody makes room and runs it again.
                disk.Free();
                world.Time.Advance(TimeSpan.FromMinutes(1));
                world.Open();
            }
        }

        Assert.Equal(RunState.Completed, run.State);
        return (disk.Writes, await RunStory.TellAsync(world, run));
    }

    private sealed class Disk : IDurableWriteObserver
    {
        private int _writes;
        private int _full = int.MaxValue;

        public int Writes => _writes;

        public bool WasFull { get; private set; }

        public void Fill(int from) => (_full, _writes) = (from, 0);

        public void Free() => _full = int.MaxValue;

        public ValueTask BeforeAsync(string write, CancellationToken cancellation)
        {
            if (Interlocked.Increment(ref _writes) > _full)
            {
                WasFull = true;
                throw new StoreException(StoreCodes.Full.Finding("No space left on device."));
            }

            return ValueTask.CompletedTask;
        }

        public ValueTask AfterAsync(string write, CancellationToken cancellation) => ValueTask.CompletedTask;
    }

    private sealed class Both(IDurableWriteObserver first, IDurableWriteObserver second) : IDurableWriteObserver
    {
        public async ValueTask BeforeAsync(string write, CancellationToken cancellation)
        {
            await second.BeforeAsync(write, cancellation);
            await first.BeforeAsync(write, cancellation);
        }

        public ValueTask AfterAsync(string write, CancellationToken cancellation) => first.AfterAsync(write, cancellation);
    }
}
