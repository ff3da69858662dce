using System.Collections.Concurrent;
using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine.Facts;
using FunctionsMigrator.Engine.Intents;
using FunctionsMigrator.Engine.Replaying;
using FunctionsMigrator.Engine.Stores;

namespace FunctionsMigrator.Engine.Driving;

/// <summary>
/// Drives one instance: replays what is recorded, then does what the code asks for and records what came of it. An instance that ended keeps its
/// place in the run's activity for its caller; one that rests or diverged has left it.
/// </summary>
internal sealed class InstanceDriver(RunDrive run, StoredInstance? stored, InstanceStarted? start)
{
    private readonly string _id = stored?.Id ?? start!.InstanceId;
    private Replay? _replay;
    private HistoryWriter? _history;

    private HistoryWriter History => _history!;

    public async Task<DriveOutcome> DriveAsync()
    {
        var recorded = stored is null ? [] : await run.Store.ReadAsync(_id, CancellationToken.None);
        if (recorded.Count != (stored?.FactCount ?? 0))
        {
            throw new StoreException(EngineCodes.Corrupt.Finding($"{_id} has {stored!.FactCount} facts, and {recorded.Count} can be read."));
        }

        var begin = recorded is [InstanceStarted first, ..] ? first : start!;
        if (!run.Parts.Workflows.TryGetValue(begin.Workflow, out var handler))
        {
            return await DivergeAsync(EngineCodes.UnknownName.Finding($"{_id} runs workflow '{begin.Workflow}', which this program does not have."));
        }

        using var history = new HistoryWriter(run, _id, recorded.Count, recorded.Count == 0 ? begin.At : recorded[^1].At, () => _replay?.Status);
        _history = history;
        if (recorded.Count == 0)
        {
            recorded = [history.Add((position, at) => begin with { Position = position, At = at })];
        }

        _replay = new Replay(handler, recorded, text => run.Parts.Logger.Workflow(_id, text));
        for (var stop = _replay.Start(); ;)
        {
            switch (stop)
            {
                case Stop.Diverged parted:
                    return await DivergeAsync(EngineCodes.Diverged.Finding($"{_id}: {parted.Divergence.Explain()}"));
                case Stop.AtEnd end:
                    return await EndAsync(end.Act, begin.Workflow);
                case Stop.Needs { Intent: var intent } when Missing(intent) is { } missing:
                    await History.FlushAsync();
                    return await DivergeAsync(EngineCodes.UnknownName.Finding($"{_id} asks for {missing}, which this program does not have."));
                case Stop.Needs needs:
                    var call = needs.Call ?? History.Add(needs.Intent.ToFact);
                    await History.FlushAsync();
                    await FitsAgainAsync();
                    run.Stop.ThrowIfCancellationRequested();
                    if (await PerformAsync(needs, call) is { } resting)
                    {
                        return resting;
                    }

                    stop = _replay.Resume(call, needs.Answers!);
                    break;
                default:
                    throw new InvalidOperationException($"{_id} has ended and cannot be driven.");
            }
        }
    }

    private string? Missing(Intent intent) => intent switch
    {
        CallStep call when !run.Parts.Steps.ContainsKey(call.Step) => $"step '{call.Step}'",
        CallSteps call when !run.Parts.Steps.ContainsKey(call.Step) => $"step '{call.Step}'",
        CallChildren call when !run.Parts.Workflows.ContainsKey(call.Workflow) => $"workflow '{call.Workflow}'",
        _ => null,
    };

    // Answers null when every answer is there, else why not.
    private Task<DriveOutcome?> PerformAsync(Stop.Needs needs, Fact call) => (call, needs.Intent) switch
    {
        (StepScheduled step, _) => StepsAsync(call, step.Step, [step.Input], 1, needs.Answers),
        (StepsScheduled steps, CallSteps asked) => StepsAsync(call, steps.Step, steps.Inputs, asked.MaxParallel, needs.Answers),
        (ChildrenScheduled children, CallChildren asked) => ChildrenAsync(children, asked.MaxParallel, needs.Answers),
        (WaitStarted wait, _) => ParkAsync(call, wait.Deadline, hearsBell: true, needs.Answers),
        (DelayStarted delay, _) => ParkAsync(call, delay.Until, hearsBell: false, needs.Answers),
        _ => throw new InvalidOperationException($"{call.GetType().Name} is no call."),
    };

    private async Task<DriveOutcome?> StepsAsync(Fact call, string name, IReadOnlyList<JsonElement> inputs, int maxParallel, Answer?[] answers)
    {
        var step = run.Parts.Steps[name];
        var version = _replay!.Version;
        var open = Open(answers);
        var left = open.Count;
        await InParallelAsync(Math.Min(maxParallel, left), async () =>
        {
            while (open.TryDequeue(out var i))
            {
                run.Stop.ThrowIfCancellationRequested();
                var key = call is StepScheduled ? $"{_id}#{call.Position}" : $"{_id}#{call.Position}.{i}";
                var reply = await run.Parts.StepRunner.RunAsync(step, new StepContext(_id, key, version), inputs[i], run.Stop);
                answers[i] = History.Add((position, at) => new StepCompleted(position, at, call.Position, reply, i));
                if (Interlocked.Decrement(ref left) > 0)
                {
                    await History.FlushAsync();
                }
            }
        });
        return null;
    }

    private async Task<DriveOutcome?> ChildrenAsync(ChildrenScheduled call, int maxParallel, Answer?[] answers)
    {
        var open = Open(answers);
        var places = Math.Min(maxParallel, open.Count);
        if (places == 0)
        {
            return null;
        }

        // The places take over this instance's part in the activity; the last one that ends well gives it back.
        run.Activity.Enter(places - 1);
        var left = open.Count;
        var unfinished = new ConcurrentBag<DriveOutcome>();
        await InParallelAsync(places, async () =>
        {
            while (open.TryDequeue(out var i))
            {
                run.Stop.ThrowIfCancellationRequested();
                var (resting, reply) = await ChildAsync(call.Workflow, call.Children[i]);
                if (resting is not null)
                {
                    unfinished.Add(resting);
                    return;
                }

                answers[i] = History.Add((position, at) => new ChildCompleted(position, at, call.Position, reply, i));
                if (Interlocked.Decrement(ref left) > 0)
                {
                    await History.FlushAsync();
                }
            }

            if (Interlocked.Decrement(ref places) > 0)
            {
                run.Activity.Leave();
            }
        });
        return unfinished.OrderByDescending(outcome => outcome.State == DriveState.Diverged).FirstOrDefault();
    }

    private async Task<(DriveOutcome? Resting, JsonElement Reply)> ChildAsync(string workflow, ScheduledChild child)
    {
        var id = $"{_id}.{child.Suffix}";
        var existing = await run.Store.FindAsync(id, CancellationToken.None);
        if (existing is not null && existing.Parent != _id)
        {
            return (null, Reply(StepReply.Fail<JsonElement?>(EngineCodes.ChildTaken.Code, $"An instance {id} exists already and is no child of {_id}.")));
        }

        var begin = new InstanceStarted(0, History.Now, id, workflow, _replay!.Version, child.Input, run.Lease.Root, _id);
        var outcome = existing is { Ended: true } ? Outcomes.Of(existing) : await new InstanceDriver(run, existing, begin).DriveAsync();
        return outcome.State switch
        {
            DriveState.Completed => (null, Reply(StepReply.Of(outcome.Output))),
            DriveState.Failed => (null, Reply(StepReply.Fail<JsonElement?>(EngineCodes.ChildFailed.Code, $"Child run {id} failed. {outcome.Problem!.Text()}"))),
            _ => (outcome, default),
        };
    }

    private async Task<DriveOutcome?> ParkAsync(Fact call, DateTimeOffset until, bool hearsBell, Answer?[] answers)
    {
        switch (await run.ParkAsync(_id, until, hearsBell, () => History.Now))
        {
            case null:
                return new DriveOutcome(DriveState.Waiting);
            case WaitOutcome.Woken:
                answers[0] = History.Add((position, at) => new Woken(position, at, call.Position));
                return null;
            default:
                answers[0] = History.Add((position, at) => new TimerFired(position, at, call.Position));
                return null;
        }
    }

    private async Task<DriveOutcome> EndAsync(Act act, string workflow)
    {
        if (act is Act.Ends { Output: var output })
        {
            History.Add((position, at) => new InstanceCompleted(position, at, output));
            await History.FlushAsync();
            return new DriveOutcome(DriveState.Completed, output);
        }

        var problem = act is Act.Throws { Exception: var exception } ? Threw(exception, workflow) : BrokeRule((Act.BreaksRule)act, workflow);
        History.Add((position, at) => new InstanceFailed(position, at, problem.Text()));
        await History.FlushAsync();
        return new DriveOutcome(DriveState.Failed, Problem: problem);
    }

    private Finding Threw(Exception exception, string workflow)
    {
        var incident = Incident.NewId();
        run.Parts.Logger.WorkflowThrew(exception, incident, workflow, _id);
        return EngineCodes.WorkflowThrew.Finding($"The code of workflow '{workflow}' threw {exception.GetType().Name}; the log has it under incident {incident}.");
    }

    private Finding BrokeRule(Act.BreaksRule act, string workflow)
    {
        var problem = EngineCodes.RuleBroken.Finding($"The code of workflow '{workflow}' broke a rule of the engine: {act.Rule}");
        run.Parts.Logger.RuleBroken(_id, problem.Text());
        return problem;
    }

    private async Task<DriveOutcome> DivergeAsync(Finding problem)
    {
        if (stored?.Problem != problem.Text())
        {
            run.Parts.Logger.Diverged(_id, problem.Text());
            await MarkAsync(problem.Text());
        }

        run.Activity.Leave();
        return new DriveOutcome(DriveState.Diverged, Problem: problem);
    }

    private async Task FitsAgainAsync()
    {
        if (stored?.State == InstanceState.Diverged)
        {
            await MarkAsync(null);
            stored = stored with { State = InstanceState.Running };
        }
    }

    private async Task MarkAsync(string? problem)
    {
        if (!await run.Store.MarkDivergedAsync(run.Lease, _id, problem, CancellationToken.None))
        {
            throw new LeaseLostException(run.Lease.Root);
        }
    }

    private async Task InParallelAsync(int places, Func<Task> work)
    {
        async Task WorkAsync()
        {
            try
            {
                await work();
            }
            catch
            {
                run.StopAll();
                throw;
            }
        }

        // One place needs no other thread.
        await (places == 1 ? WorkAsync() : Task.WhenAll(Enumerable.Range(0, places).Select(_ => Task.Run(WorkAsync))));
    }

    private static ConcurrentQueue<int> Open(Answer?[] answers) => new(Enumerable.Range(0, answers.Length).Where(i => answers[i] is null));

    private static JsonElement Reply<T>(StepReply<T> reply) => JsonSerializer.SerializeToElement(reply, FmJson.Line);
}
