using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Faults;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Integration.Tests.Faults;

/// <summary>
/// Requests of whole runs to HTTP services, Azure Tables, Azure Blobs and App Configuration meet faults. The run ends as it does without: same content, one receipt per change, ledger equal to live.
/// Every write request of a run to an HTTP service loses its answer once and arrives twice once; of other faults and services every few.
/// </summary>
public sealed class HttpFaultTests(TestServers servers)
{
    [Theory]
    [InlineData("http", "dropped", 1)]
    [InlineData("http", "cut", 2)]
    [InlineData("http", "duplicated", 1)]
    [InlineData("http", "delayed", 3)]
    [InlineData("http", "502", 4)]
    [InlineData("http", "500", 5)]
    [InlineData("http", "429", 5)]
    [InlineData("http", "503", 5)]
    [InlineData("azure-table", "dropped", 2)]
    [InlineData("azure-table", "cut", 4)]
    [InlineData("azure-table", "503", 5)]
    [InlineData("azure-table", "429", 7)]
    [InlineData("app-configuration", "dropped", 2)]
    [InlineData("app-configuration", "cut", 4)]
    [InlineData("app-configuration", "delayed", 3)]
    [InlineData("app-configuration", "502", 4)]
    [InlineData("app-configuration", "429", 5)]
    [InlineData("app-configuration", "503", 5)]
    [InlineData("azure-blob", "dropped", 3)]
    [InlineData("azure-blob", "cut", 4)]
    [InlineData("azure-blob", "503", 5)]
    [InlineData("azure-blob", "429", 7)]
    public async Task A_run_that_is_taken_back_ends_the_same_whichever_write_request_meets_a_fault(string type, string fault, int step)
    {
        await using var server = await ServerWorld.BeginAsync(servers, type, proxied: true);
        var (requests, wanted) = await TellAsync(server, IsWrite, 0, null);
        Assert.True(requests.Count >= 14, string.Join('\n', requests));
        for (var nth = step - 1; nth < requests.Count; nth += step)
        {
            var (_, found) = await TellAsync(server, IsWrite, nth, Of(fault));
            Assert.True(wanted == found, $"{requests[nth]} ({nth}) met '{fault}'.\nWithout:\n{wanted}\nWith:\n{found}");
        }
    }

    [Fact]
    public async Task A_run_that_completes_ends_the_same_whichever_answer_to_a_write_request_is_lost()
    {
        var (requests, wanted) = await CompleteAsync(0, null);
        Assert.True(requests.Count >= 8, string.Join('\n', requests));
        for (var nth = 0; nth < requests.Count; nth++)
        {
            var (_, found) = await CompleteAsync(nth, HttpFault.DropAnswer);
            Assert.True(wanted == found, $"{requests[nth]} ({nth}) lost its answer.\nWithout:\n{wanted}\nWith:\n{found}");
        }
    }

    [Theory]
    [InlineData("cut", 0)]
    [InlineData("503", 5)]
    public async Task A_run_ends_the_same_or_before_its_first_write_whichever_read_meets_a_fault(string fault, int first)
    {
        await using var server = await ServerWorld.BeginAsync(servers, "http", proxied: true);
        var (requests, wanted) = await TellAsync(server, IsRead, int.MaxValue, null);
        for (var nth = first; nth < requests.Count; nth += 8)
        {
            var (_, found) = await TellAsync(server, IsRead, nth, Of(fault));
            Assert.True(found is null || wanted == found, $"{requests[nth]} ({nth}) met '{fault}'.\nWithout:\n{wanted}\nWith:\n{found}");
        }
    }

    private static bool IsRead(string request) => request.StartsWith("GET ", StringComparison.Ordinal) || request.StartsWith("HEAD ", StringComparison.Ordinal);

    private static bool IsWrite(string request) => !IsRead(request);

    private static HttpFault Of(string name) => name switch
    {
        "cut" => HttpFault.Cut,
        "dropped" => HttpFault.DropAnswer,
        "duplicated" => HttpFault.Duplicate,
        "delayed" => HttpFault.Delayed,
        "502" => HttpFault.BadGateway,
        "500" => HttpFault.TurnedAway(500),
        _ => HttpFault.TurnedAway(int.Parse(name, System.Globalization.CultureInfo.InvariantCulture), "0"),
    };

    // What completes leaves something new, so each run has a world of its own.
    private async Task<(IReadOnlyList<string> Requests, string Story)> CompleteAsync(int nth, HttpFault? fault)
    {
        await using var server = await ServerWorld.BeginAsync(servers, "http", proxied: true, takenBack: false);
        await server.World.StartAsync();
        server.Http.Arm(IsWrite, nth, fault);

        var run = await server.World.Scenario.DriveAsync(server.World.Run);

        return (server.Http.Matched, await server.StoryAsync(run));
    }

    // Null: the run ended before its first write, and nothing is different.
    private static async Task<(IReadOnlyList<string> Requests, string? Story)> TellAsync(ServerWorld server, Func<string, bool> which, int nth, HttpFault? fault)
    {
        await server.World.StartAsync();
        var before = await server.LiveAsync();
        server.Http.Arm(which, nth, fault);

        var run = await server.World.Scenario.DriveAsync(server.World.Run);

        var after = await server.LiveAsync();
        Assert.True(before == after, $"{run.State} {run.ReasonCode} {run.Reason}: {fault} at {nth}, {server.Http.Matched.ElementAtOrDefault(nth)}\nBefore:\n{before}\nAfter:\n{after}");
        return run.State is RunState.Failed && run.ReasonCode == TargetCodes.Unreachable.Code && await RunStory.ReceiptsAsync(server.World.Scenario, run) == 0
            ? (server.Http.Matched, null)
            : (server.Http.Matched, await server.StoryAsync(run));
    }
}
