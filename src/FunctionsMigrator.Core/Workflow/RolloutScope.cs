using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Workflow;

/// <summary>How far a rollout is, and what every part of it shares.</summary>
internal sealed class RolloutScope(RunScope run, AssembledPlan plan, bool takesBack)
{
    private int _undone;

    /// <summary>Targets that did not come through, in order; what is about no target stands here too.</summary>
    public List<TargetFailure> Failures { get; } = [.. plan.LeftOut ?? []];

    /// <summary>Targets that are left out.</summary>
    public List<TargetAddress> Skipped { get; } = [];

    /// <summary>Units that keep what they had.</summary>
    public HashSet<string> Behind { get; } = [.. (plan.LeftOut ?? []).Select(failure => failure.Address.Unit)];

    /// <summary>The wave at work, from 1.</summary>
    public int Wave { get; set; }

    /// <summary>The wave behind which somebody advanced the run last.</summary>
    public int Advanced { get; set; }

    /// <summary>Whether every later gate is passed too.</summary>
    public bool AdvancedAll { get; set; }

    /// <summary>What holds for the wave at work besides; null: the run was planned before waves had rules.</summary>
    public WaveRule? Rule => plan.Rules?[Wave - 1];

    /// <summary>Whether people steer it. A rollback goes through: nothing interrupts it, and nothing waits behind a wave.</summary>
    public bool IsSteered => plan.Rules is not null && !takesBack;

    /// <summary>Leaves units out. A unit that is left behind keeps nothing of this run: half of the new beside half of the old would be neither.</summary>
    public async Task LeaveBehindAsync(IReadOnlyList<TargetAddress> addresses, int? wave = null)
    {
        Skipped.AddRange(addresses.Where(address => !Skipped.Contains(address)));
        var units = addresses.Select(address => address.Unit).Distinct().Where(Behind.Add).ToList();
        if (takesBack || units.Count == 0 || wave > Wave)
        {
            return;
        }

        var left = await run.CallGroupsAsync(GroupWork.Undo, plan, wave ?? Wave, $"w{Wave}.behind{_undone++}", group => group with { Units = units });
        Failures.AddRange(left.Failures);
    }

    /// <summary>Enters a state, with the wave at work.</summary>
    public Task EnterAsync(RunState state, string? reason = null, string? code = null, string? auditEvent = null, string? by = null) =>
        EnterAsync(state, reason, code, null, auditEvent, by);

    /// <summary>Enters a state that time may end.</summary>
    public Task EnterAsync(RunState state, string? reason, string? code, DateTimeOffset? until, string? auditEvent = null, string? by = null) =>
        run.EnterAsync(new EnterStep(run.Id, state, reason, code, until, auditEvent, Wave, Waves: plan.Waves, By: by, Failures: [.. Failures.Take(50)]));

    /// <summary>Ends the run.</summary>
    public Task<Finished> FinishAsync(RunState state, string? code = null, string? reason = null, IReadOnlyList<TargetFailure>? failures = null) =>
        run.FinishAsync(new FinishStep(run.Id, state, reason, code, plan.Waves, Wave, failures ?? [.. Failures.Take(50)]));
}
