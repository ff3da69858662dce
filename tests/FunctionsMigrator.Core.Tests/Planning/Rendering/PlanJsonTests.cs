using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Planning.Rendering;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Core.Tests.Planning.Rendering;

public sealed class PlanJsonTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_document_reads_as_approved() => Approved.Matches(await JsonAsync(RenderingPlans.Usual()), "Planning/Rendering/PlanJson.approved.json");

    [Fact]
    public async Task All_changes_are_in_it()
    {
        using var json = JsonDocument.Parse(await JsonAsync(RenderingPlans.Sized(targets: 3, changes: 2000)));

        Assert.Equal(6000, json.RootElement.GetProperty("targets").EnumerateArray().Sum(target => target.GetProperty("changes").GetArrayLength()));
    }

    [Fact]
    public async Task A_change_reads_back_as_it_was()
    {
        var plan = RenderingPlans.Usual();
        using var json = JsonDocument.Parse(await JsonAsync(plan));

        var read = json.RootElement.GetProperty("targets")[0].GetProperty("changes")[0].Deserialize<Change>(FmJson.Line)!;

        var written = await plan.Changes(plan.Index.Targets[0], Cancellation).FirstAsync(Cancellation);
        Assert.Equal(JsonSerializer.Serialize(written, FmJson.Line), JsonSerializer.Serialize(read, FmJson.Line));
    }

    private static async Task<string> JsonAsync(PlanView plan)
    {
        using var stream = new MemoryStream();
        await PlanJson.WriteAsync(stream, plan, Cancellation);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
