using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Faults;
using FunctionsMigrator.Testing.Http;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Integration.Tests.Faults;

/// <summary>Every write request of a run to an HTTP service meets every fault once. The run ends as it does without: same resources, one receipt per change, ledger equal to live.</summary>
public sealed class HttpFaultTests
{
    private static readonly Dictionary<string, string> First = new(StringComparer.Ordinal)
    {
        ["metadata/routes.yaml"] = Routes("/routes/a: { body: { weight: 1 } }", "/routes/b: { body: { weight: 2 } }"),
    };

    private static readonly Dictionary<string, string> Second = new(StringComparer.Ordinal)
    {
        ["metadata/routes.yaml"] = Routes("/routes/a: { body: { weight: 10 } }", "/routes/c: { body: { weight: 3 } }"),
    };

    [Theory]
    [InlineData("dropped", 1)]
    [InlineData("cut", 2)]
    [InlineData("duplicated", 1)]
    [InlineData("delayed", 3)]
    [InlineData("502", 4)]
    [InlineData("500", 5)]
    [InlineData("429", 5)]
    [InlineData("503", 5)]
    public async Task A_run_that_is_taken_back_ends_the_same_whichever_write_request_meets_a_fault(string fault, int step)
    {
        var (requests, wanted) = await TellAsync(takenBack: true, IsWrite, 0, null);
        Assert.True(requests.Count >= 14, string.Join('\n', requests));
        for (var nth = 0; nth < requests.Count; nth += step)
        {
            var (_, found) = await TellAsync(takenBack: true, IsWrite, nth, Of(fault));
            Assert.True(wanted == found, $"{requests[nth]} ({nth}) met '{fault}'.\nWithout:\n{wanted}\nWith:\n{found}");
        }
    }

    [Fact]
    public async Task A_run_that_completes_completes_whichever_answer_to_a_write_request_is_lost()
    {
        var (requests, wanted) = await TellAsync(takenBack: false, IsWrite, 0, null);
        for (var nth = 0; nth < requests.Count; nth += 2)
        {
            var (_, found) = await TellAsync(takenBack: false, IsWrite, nth, HttpFault.DropAnswer);
            Assert.True(wanted == found, $"{requests[nth]} ({nth}).\nWithout:\n{wanted}\nWith:\n{found}");
        }
    }

    [Theory]
    [InlineData("cut", 0)]
    [InlineData("503", 5)]
    public async Task A_run_ends_the_same_or_before_its_first_write_whichever_read_meets_a_fault(string fault, int first)
    {
        var (requests, wanted) = await TellAsync(takenBack: true, IsRead, int.MaxValue, null);
        for (var nth = first; nth < requests.Count; nth += 8)
        {
            var (_, found) = await TellAsync(takenBack: true, IsRead, nth, Of(fault));
            Assert.True(found is null || wanted == found, $"{requests[nth]} ({nth}) met '{fault}'.\nWithout:\n{wanted}\nWith:\n{found}");
        }
    }

    private static bool IsWrite(string request) => !IsRead(request);

    private static bool IsRead(string request) => request.StartsWith("GET ", StringComparison.Ordinal);

    private static HttpFault Of(string name) => name switch
    {
        "cut" => HttpFault.Cut,
        "dropped" => HttpFault.DropAnswer,
        "duplicated" => HttpFault.Duplicate,
        "delayed" => HttpFault.Delayed,
        "502" => HttpFault.BadGateway,
        "500" => HttpFault.TurnedAway(500),
        _ => HttpFault.TurnedAway(int.Parse(name, System.Globalization.CultureInfo.InvariantCulture), "2"),
    };

    private static async Task<(IReadOnlyList<string> Requests, string? Story)> TellAsync(bool takenBack, Func<string, bool> which, int nth, HttpFault? fault)
    {
        await using var service = await JsonService.StartAsync();
        await using var proxy = await HttpFaultProxy.StartAsync(service.Url);
        await using var world = await FaultWorld.BeginAsync($$"""gateway: { type: http, baseUrl: "{{proxy.Url}}", bookkeeping: /fm }""", First, Second, takenBack);
        proxy.Arm(which, nth, fault);
        var before = service.Requests.Count(IsWrite);

        var run = await world.Scenario.DriveAsync(world.Run);

        if (run.State is RunState.Failed && run.ReasonCode == TargetCodes.Unreachable.Code && service.Requests.Count(IsWrite) == before)
        {
            return (proxy.Matched, null);
        }

        Assert.True(run.State == (takenBack ? RunState.RolledBack : RunState.Completed), $"{run.State} {run.ReasonCode} {run.Reason}: {fault} at {nth}");
        var live = string.Join('\n', service.Resources.Where(pair => pair.Key != "/fm").OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"));
        return (proxy.Matched, $"{live}\n{await RunStory.TellAsync(world.Scenario, run)}");
    }

    private static string Routes(params string[] routes) =>
        $"kind: HttpResources\nname: routes\ntarget: gateway\nprune: true\nresources:\n{string.Concat(routes.Select(route => $"  {route}\n"))}";
}
