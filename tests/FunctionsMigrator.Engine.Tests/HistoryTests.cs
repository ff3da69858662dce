using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine.Facts;
using FunctionsMigrator.Engine.Replaying;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Engine.Tests;

/// <summary>
/// The recorded histories in <c>Histories/</c> are never changed: they are what released versions wrote. A new fact or a change of behaviour adds a
/// recording, and all old ones must still fit.
/// </summary>
public sealed class HistoryTests
{
    private static readonly string Folder = Path.Combine(SourceFolders.Project, "Histories");

    public static TheoryData<string> Recordings => [.. Directory.GetFiles(Folder, "*.jsonl").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task Recorded_histories_still_fit(string name)
    {
        var facts = HistoryFile.Read(await File.ReadAllTextAsync(Path.Combine(Folder, name), World.Token)).Value;

        Assert.Null(HistoryReplayer.Replay(facts, WorkflowHandler.For(World.Main, EveryFactAsync)));
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task Every_beginning_of_a_recorded_history_fits(string name)
    {
        var facts = HistoryFile.Read(await File.ReadAllTextAsync(Path.Combine(Folder, name), World.Token)).Value;

        Assert.All(Enumerable.Range(1, facts.Count), count =>
            Assert.Null(HistoryReplayer.Replay([.. facts.Take(count)], WorkflowHandler.For(World.Main, EveryFactAsync))));
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task The_format_of_histories_does_not_change(string name)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, name), World.Token);

        Assert.Equal(text, HistoryFile.Write(HistoryFile.Read(text).Value));
    }

    [Fact]
    public async Task The_engine_writes_the_recorded_history()
    {
        await using var world = new World(Medium.Sqlite);
        foreach (var input in new[] { "completes", "fails" })
        {
            var engine = await world.EngineAsync(EveryFactAsync, work: (_, step, _) => step == "bad" ? throw new InvalidOperationException() : Task.FromResult(step));
            await engine.StartAsync(World.Main, input, 1, input, World.Token);
            Assert.Equal(DriveState.Waiting, (await engine.RunUntilIdleAsync(input, World.Token)).State);
            await engine.WakeAsync(input, World.Token);
            await engine.RunUntilIdleAsync(input, World.Token);
            world.Time.Advance(World.Hour);
            Assert.True((await engine.RunUntilIdleAsync(input, World.Token)).Final);

            var written = System.Text.RegularExpressions.Regex.Replace((await engine.ExportAsync(input, World.Token))!, "incident [0-9a-f]{8}", "incident 00000000");
            Approved.Matches(written, $"Histories/{input}.v1.jsonl");
            world.Time.AdjustTime(new DateTimeOffset(2026, 11, 23, 9, 30, 15, TimeSpan.Zero));
        }
    }

    [Fact]
    public async Task Every_fact_is_recorded_and_explained()
    {
        var names = typeof(Fact).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Cast<JsonDerivedTypeAttribute>().Select(fact => (string)fact.TypeDiscriminator!).ToArray();
        var types = typeof(Fact).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Fact)) && !type.IsAbstract).Select(type => type.Name);
        var recorded = string.Concat(Directory.GetFiles(Folder, "*.jsonl").Select(File.ReadAllText));
        var readme = await File.ReadAllTextAsync(Path.Combine(SourceFolders.Repository, "src/FunctionsMigrator.Engine/Facts/README.md"), World.Token);

        Assert.Equal(types.Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.Contains($"\"fact\":\"{name}\"", recorded, StringComparison.Ordinal));
        Assert.All(names, name => Assert.Contains($"| `{name}` |", readme, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "Fact 1")]
    [InlineData("nonsense", "Fact 1")]
    [InlineData("null", "Fact 1")]
    [InlineData("{\"fact\":\"Unheard\",\"position\":0}", "Fact 1")]
    [InlineData("{\"fact\":\"TimerFired\",\"position\":0,\"at\":\"2026-11-23T00:00:00+00:00\",\"call\":1}", "cannot stand here")]
    public void A_text_that_is_no_history_is_a_finding(string text, string why)
    {
        var outcome = HistoryFile.Read(text);

        Assert.False(outcome.Succeeded);
        Assert.Equal("ENG024", outcome.Findings[0].Code);
        Assert.Contains(why, outcome.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gap_in_a_history_is_a_finding()
    {
        var lines = (await File.ReadAllTextAsync(Path.Combine(Folder, "completes.v1.jsonl"), World.Token)).Split('\n').ToList();
        lines.RemoveAt(3);

        Assert.Contains("Fact 4", HistoryFile.Read(string.Join('\n', lines)).Findings[0].Message, StringComparison.Ordinal);
    }

    private static async Task<string> EveryFactAsync(IWorkflowContext context, string input)
    {
        context.Report("working");
        var one = await context.CallAsync(World.Work, "one");
        var all = await context.CallAllAsync(World.Work, ["a", "bad", "c"], 1);
        var children = await context.CallWorkflowsAsync(World.Child, [new("w1", "x"), new("w2", "y")], 1);
        var wait = await context.WaitAsync(context.UtcNow + World.Hour);
        await context.DelayUntilAsync(context.UtcNow + World.Hour);
        return input == "fails"
            ? throw new InvalidOperationException("as asked")
            : $"{one.Require()} {World.Join(all)} {World.Join(children)} {wait} {context.UtcNow:O}";
    }
}
