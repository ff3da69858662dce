using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Core.Operations;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Cli.Tests.Checklists;

/// <summary>What the checklist finds of the loops of hosts, in the words of <c>fm status</c>.</summary>
public sealed class ChecklistLoopTests : ShopChecklist
{
    [Fact]
    public async Task A_store_without_a_host_is_unknown_one_with_loops_passes_and_a_loop_that_stopped_fails_as_status_says_it()
    {
        await NewShopAsync();
        Assert.Equal("unknown", Status(await ListAsync("test"), "loops"));

        await BeatAsync(HostBeats.Notices, DateTimeOffset.UtcNow);
        Assert.Equal("1 loop of hosts over this store: notices; none stopped", Evidence(await ListAsync("test"), "loops"));

        await BeatAsync(HostBeats.Sweep, new DateTimeOffset(2026, 11, 20, 9, 30, 15, TimeSpan.Zero).AddYears(-1));
        var lines = await ListAsync("test");
        var status = (await InShopAsync("status")).Out;

        Assert.Equal(("fail", "sweep: last there 2025-11-20 09:30:15Z, to be there every 1m; look at the host that drives this store"), (Status(lines, "loops"), Evidence(lines, "loops")));
        Assert.Contains($"stopped     {Evidence(lines, "loops")}\n", status, StringComparison.Ordinal);
    }

    private async Task BeatAsync(string loop, DateTimeOffset at)
    {
        var store = await LocalStore.OpenAsync(Folder.File("shop", ".fm"), new LocalStoreOptions(), Cancellation);
        await using var opened = store.Value;
        await new HostBeats(opened.Records, new FakeTimeProvider(at)).BeatAsync(loop, TimeSpan.FromMinutes(1), Cancellation);
    }
}
