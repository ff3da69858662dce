using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine;
using FunctionsMigrator.Engine.Stores;
using FunctionsMigrator.Testing.Scenarios;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>The workflow at a gate, over steps that only answer: it trusts no answer about another wave than its own.</summary>
public sealed class GateWorkflowTests
{
    private readonly FakeTimeProvider _time = new();
    private bool _atGate;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, "Completed")]
    [InlineData(2, null)]
    [InlineData(null, null)]
    public async Task Only_an_advance_of_the_wave_at_work_opens_its_gate(int? wave, string? ends)
    {
        var asked = 0;
        var shaped = new ShapedSteps(new RunShape(Groups: 1, Targets: 2, Rounds: 1, Waves: 2, Gates: true), _time).All
            .Where(step => step.Name != Steps.ReadCommands.Name && step.Name != Steps.EnterState.Name);
        StepHandler[] steps =
        [
            .. shaped,
            StepHandler.For(Steps.EnterState, (_, input, _) =>
            {
                _atGate = input.Code == RunCodes.Gate.Code;
                return Task.FromResult(StepReply.Of(new Done()));
            }),
            StepHandler.For(Steps.ReadCommands, (_, input, _) => Task.FromResult(StepReply.Of(_atGate && asked++ == 0
                ? new CommandAnswer(input.Seen + 1, CommandKind.Advance, "bo", Wave: wave)
                : new CommandAnswer(input.Seen)))),
        ];
        await using var store = new InMemoryEventStore(_time);
        var engine = new EmbeddedEngine(store, WorkflowCatalogue.All, steps, _time);
        await engine.StartAsync(Workflows.Run, "run", Workflows.CurrentVersion, new RunInput("run", TakesBack: false), Cancellation);

        var outcome = await engine.RunUntilIdleAsync("run", Cancellation);

        Assert.Equal(ends is not null, outcome.Final);
        Assert.Equal(ends, (await store.FindAsync("run", Cancellation))!.Output?.GetProperty("state").GetString());
    }
}
