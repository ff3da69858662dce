using FunctionsMigrator.Cli.Demo.Servers;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Faults;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Integration.Tests.Faults;

/// <summary>Write requests of whole runs on Azure Tables and Blobs meet faults. The run ends as it does without them.</summary>
public sealed class AzureFaultTests(TestServers servers)
{
    private const int Samples = 3;

    private static readonly Dictionary<string, string> First = new(StringComparer.Ordinal)
    {
        ["metadata/checkout.yaml"] = Settings("a/one: 1", "a/two: two"),
        ["metadata/mails.yaml"] = "kind: Documents\nname: mails\ntarget: mails\npath: mails\nprune: true\n",
        ["metadata/mails/a.html"] = "<p>a</p>\n",
        ["metadata/mails/b.html"] = "<p>b</p>\n",
    };

    private static readonly Dictionary<string, string> Second = new(StringComparer.Ordinal)
    {
        ["metadata/checkout.yaml"] = Settings("a/one: 10", "a/three: 3"),
        ["metadata/mails/a.html"] = "<p>A</p>\n",
        ["metadata/mails/c.html"] = "<p>c</p>\n",
    };

    [Theory]
    [InlineData("cut")]
    [InlineData("dropped")]
    [InlineData("503")]
    public async Task A_run_that_is_taken_back_ends_the_same_whichever_write_request_meets_a_fault(string fault)
    {
        var (requests, wanted) = await TellAsync(int.MaxValue, null);
        for (var sample = 0; sample < Samples; sample++)
        {
            var nth = (requests.Count - 1) * (sample + 1) / Samples;
            var (_, found) = await TellAsync(nth, fault switch { "cut" => HttpFault.Cut, "dropped" => HttpFault.DropAnswer, _ => HttpFault.TurnedAway(503, "0") });
            Assert.True(wanted == found, $"{requests[nth]} ({nth} of {requests.Count}) met '{fault}'.\nWithout:\n{wanted}\nWith:\n{found}");
        }
    }

    private static bool IsWrite(string request) => !request.StartsWith("GET ", StringComparison.Ordinal) && !request.StartsWith("HEAD ", StringComparison.Ordinal);

    private static string Settings(params string[] settings) =>
        $"kind: Settings\nname: checkout\ntarget: config\nprune: true\nsettings:\n{string.Concat(settings.Select(setting => $"  {setting}\n"))}";

    private async Task<(IReadOnlyList<string> Requests, string Story)> TellAsync(int nth, HttpFault? fault)
    {
        var azurite = await servers.AzuriteAsync();
        var name = "faults" + servers.NextName();
        await using var tables = await HttpFaultProxy.StartAsync(azurite.Tables.GetLeftPart(UriPartial.Authority));
        await using var blobs = await HttpFaultProxy.StartAsync(azurite.Blobs.GetLeftPart(UriPartial.Authority));
        var connection =
            $"DefaultEndpointsProtocol=http;AccountName={AzuriteServer.Account};AccountKey={AzuriteServer.Key};BlobEndpoint={blobs.Url}/{AzuriteServer.Account};TableEndpoint={tables.Url}/{AzuriteServer.Account};";
        await using var world = await FaultWorld.BeginAsync(
            $"config: {{ type: azure-table, connection: {{ secret: storage }}, table: {name} }}\n  mails: {{ type: azure-blob, connection: {{ secret: storage }}, container: {name} }}",
            First,
            Second,
            takenBack: true,
            scenario => scenario.Secrets["FM_SECRET_STORAGE"] = connection);
        tables.Arm(IsWrite, nth % 2 == 0 ? nth / 2 : int.MaxValue, fault);
        blobs.Arm(IsWrite, nth % 2 == 1 ? nth / 2 : int.MaxValue, fault);

        var run = await world.Scenario.DriveAsync(world.Run);

        Assert.True(run.State is RunState.RolledBack, $"{run.State} {run.ReasonCode} {run.Reason}: {fault} at {nth}");
        Assert.NotEqual(RunCodes.NotRestored.Code, run.ReasonCode);
        var shorter = Math.Min(tables.Matched.Count, blobs.Matched.Count);
        return ([.. tables.Matched.Take(shorter).Zip(blobs.Matched).SelectMany(pair => new[] { pair.First, pair.Second })], (await RunStory.TellAsync(world.Scenario, run)).Replace(name, "", StringComparison.Ordinal));
    }
}
