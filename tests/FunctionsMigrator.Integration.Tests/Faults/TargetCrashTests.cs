namespace FunctionsMigrator.Integration.Tests.Faults;

/// <summary>
/// Processes that die at every write of whole runs to a target of each type on its real server. Every write of a run to its store is tried with files, SQLite and a store in
/// memory.
/// </summary>
public sealed class TargetCrashTests(TestServers servers)
{
    [Theory]
    [InlineData("postgres")]
    [InlineData("azure-table")]
    [InlineData("app-configuration")]
    [InlineData("azure-blob")]
    [InlineData("http")]
    public async Task A_run_is_taken_back_the_same_whichever_write_to_its_target_its_process_dies_at(string type)
    {
        await using var server = await ServerWorld.BeginAsync(servers, type);
        var (points, wanted) = await server.TellThroughDeathAsync(_ => false);
        var writes = points.Where(ServerWorld.IsWriteToTarget).ToList();
        Assert.True(writes.Count >= 8, string.Join('\n', writes));
        for (var nth = 0; nth < writes.Count; nth++)
        {
            // Nothing is durable between the end of a write and the beginning of the next: who dies before each and after the last dies before and after each.
            if (writes[nth].StartsWith("before ", StringComparison.Ordinal) || nth == writes.Count - 1)
            {
                var (_, found) = await server.TellThroughDeathAsync(ServerWorld.IsWriteToTarget, nth);
                Assert.True(wanted == found, $"Died {writes[nth]} ({nth}).\nWithout:\n{wanted}\nWith:\n{found}");
            }
        }
    }
}
