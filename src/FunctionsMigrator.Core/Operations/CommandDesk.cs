using System.Diagnostics;
using FunctionsMigrator.Core.Decisions;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Telemetry;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Operations;

/// <summary>
/// Takes commands: checks them, signs what is a decision, stores it and rings the bell. A decision that a person has taken already is answered as it was stored then.
/// </summary>
internal sealed class CommandDesk(MigratorServices services, IWorkflowClient workflows)
{
    private const int ShortestDigest = 8;
    private readonly RunStore _runs = new(services.Store.Records, services.Time, services.Telemetry);
    private readonly CommandLog _commands = new(services.Store.Records);
    private readonly DecisionCheck _check = new(services, new CommandLog(services.Store.Records));
    private readonly IDecisionSigner _signer = services.Signer ?? new StoreDecisionSigner(services.Store);

    /// <summary>Takes a command of somebody who may give such commands.</summary>
    public async Task<Outcome<RunCommand>> TakeAsync(RunRecord run, CommandRequest request, Caller caller, CancellationToken cancellation)
    {
        if (WhyNot(run, request) is { } finding)
        {
            return Outcome.Fail<RunCommand>(finding);
        }

        if (request.Kind is CommandKind.Review)
        {
            return await new OverrideReviews(services, _signer).TakeAsync(run, request, caller, cancellation);
        }

        if (request.Kind is CommandKind.Override or CommandKind.BreakGlass && request.Plan is null)
        {
            request = request with { Plan = run.Plan?.Digest.Hex };
        }

        var check = await _check.CheckAsync(run, request, caller, cancellation);
        if (check.Same is { } same)
        {
            return Outcome.Of(same);
        }

        if (check.WhyNot is not null)
        {
            return Outcome.Fail<RunCommand>(check.WhyNot);
        }

        var command = new RunCommand(0, request.Kind, caller.Name, services.Time.GetUtcNow(), request.Plan, request.Reason, request.Target, request.Keep)
        {
            Person = check.Person,
            All = request.All && request.Kind is CommandKind.Advance,
        };
        var stored = DecisionCheck.Decides(request.Kind)
            ? await StoreAsync(run, command, check.Plan, cancellation)
            : await SteerAsync(run, command, cancellation);
        if (!stored.TryGet(out var numbered))
        {
            return stored;
        }

        services.Telemetry.Log.CommandGiven(run.Id, caller.Name, request.Kind, run.Plan?.Digest.Hex ?? "");
        Activity.Current?.SetTag(TelemetryNames.RunId, run.Id).AddLink(new ActivityLink(RunTrace.Of(run)));
        run = await NoteAsync(run, numbered, cancellation);
        await WakeAsync(run, cancellation);
        return IsTooLate(run, numbered)
            ? RunCodes.TooLate.Fail<RunCommand>($"Run {run.Id} began to write while this was decided; it does not take {Word(request.Kind)} any more.")
            : Outcome.Of(numbered);
    }

    // Judged under the number that it would have, with every lower number read: of two that are given at once, the second is told of the first and is not stored.
    private async Task<Outcome<RunCommand>> SteerAsync(RunRecord run, RunCommand command, CancellationToken cancellation)
    {
        Finding? whyNot = null;
        var stored = await _commands.AppendAsync(
            run.Id,
            async number =>
            {
                var now = await _runs.RequireAsync(run.Id, cancellation);
                var target = command.Target is { } named && command.Kind is CommandKind.Skip
                    ? await new TargetStates(services.Store.Records).GetAsync(run.Id, TargetAddress.Parse(named), cancellation)
                    : null;
                whyNot = Steering.WhyNot(now, await _commands.ReadAsync(run.Id, 0, cancellation), command, target) ?? await WrongRoleAsync(now, command, cancellation);
                return whyNot is null ? command with { Number = number, Turn = now.Turn, Wave = command.Kind is CommandKind.Advance ? now.Wave : null } : null;
            },
            cancellation);
        return stored is null ? Outcome.Fail<RunCommand>(whyNot!) : Outcome.Of(stored);
    }

    private async Task<Finding?> WrongRoleAsync(RunRecord run, RunCommand command, CancellationToken cancellation)
    {
        var gates = command.Kind is not CommandKind.Advance ? [] : run.Gates.Where(gate => gate.Roles.Count > 0 && (gate.Wave == run.Wave || (command.All && gate.Wave > run.Wave))).ToList();
        if (gates.Count == 0)
        {
            return null;
        }

        var persons = new Persons((await Rules.OfAsync(services.Store.Blobs, run, cancellation)).People);
        var roles = persons.ByKey(command.By) is { } person ? persons.Roles(person) : [];
        return gates.FirstOrDefault(gate => !gate.Roles.Any(roles.Contains)) is { } closed
            ? RunCodes.GateRole.Finding($"The gate behind wave {closed.Wave} of run {run.Id} is opened by {string.Join(" or ", closed.Roles)}; {persons.Shown(command.By)} is {(roles.Count == 0 ? "none of it" : string.Join(" and ", roles))}.")
            : null;
    }

    private async Task<Outcome<RunCommand>> StoreAsync(RunRecord run, RunCommand command, Digest? plan, CancellationToken cancellation)
    {
        Finding? unsigned = null;
        var stored = await _commands.AppendAsync(
            run.Id,
            async number =>
            {
                var numbered = command with { Number = number };
                var signature = await _signer.SignAsync(Decision.Of(run.Id, numbered, plan), cancellation);
                unsigned = signature.Succeeded ? null : signature.Findings[0];
                return signature.Succeeded ? numbered with { Signature = signature.Value } : null;
            },
            cancellation);
        return stored is null ? Outcome.Fail<RunCommand>(unsigned!) : Outcome.Of(stored);
    }

    // The number stands in the run's record before the caller is answered: the update by which the run leaves the waiting states fails for a decision that it has not read.
    private async Task<RunRecord> NoteAsync(RunRecord run, RunCommand command, CancellationToken cancellation)
    {
        if (!DecisionCheck.Decides(command.Kind))
        {
            return run;
        }

        if (command.Kind is CommandKind.Override or CommandKind.BreakGlass)
        {
            var kind = command.Kind is CommandKind.Override ? NoticeKind.Overridden : NoticeKind.BreakGlass;
            var key = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(kind is NoticeKind.BreakGlass ? "break-glass" : "overridden")}-{command.Number}");
            await new NoticeOutbox(services.Store.Records).AddAsync(new Notice(run.Id, key, kind, command.At, run.Plan?.Digest, command.Person ?? command.By, command.Reason), cancellation);
            run = await new OverrideReviews(services, _signer).NoteAsync(run, cancellation);
        }

        return await _runs.UpdateAsync(
            run.Id, record => record.State.IsWaiting() && record.Decided < command.Number ? record with { Decided = command.Number } : null, cancellation);
    }

    private static bool IsTooLate(RunRecord run, RunCommand command) =>
        command.Kind is CommandKind.Approve or CommandKind.Reject or CommandKind.Withdraw or CommandKind.BreakGlass && !run.State.IsWaiting() && run.Decided < command.Number
        && run.Seen < command.Number;

    private async Task WakeAsync(RunRecord run, CancellationToken cancellation)
    {
        await workflows.WakeAsync(run.Id, cancellation);
        if (run.Listening is { } child)
        {
            await workflows.WakeAsync(child, cancellation);
        }
    }

    private static Finding? WhyNot(RunRecord run, CommandRequest request)
    {
        if (request.Kind is CommandKind.Reject or CommandKind.Override or CommandKind.BreakGlass or CommandKind.Review or CommandKind.Skip && string.IsNullOrWhiteSpace(request.Reason))
        {
            return PolicyCodes.ReasonRequired.Finding($"{Word(request.Kind)} of run {run.Id} gives no reason.");
        }

        if (run.State.IsFinal() && request.Kind is not CommandKind.Review)
        {
            return RunCodes.TooLate.Finding($"Run {run.Id} is {run.State}.");
        }

        if (request.Kind is CommandKind.Supersede or CommandKind.Delegate)
        {
            return RunCodes.TooLate.Finding(request.Kind is CommandKind.Supersede
                ? "Only the start of a newer run replaces a waiting one; nobody asks for it by hand."
                : "A delegation is about no run; see `fm delegate`.");
        }

        var binds = request.Kind is CommandKind.Approve || (request.Kind is CommandKind.Override or CommandKind.BreakGlass && request.Plan is not null);
        if (binds && (request.Plan is null || run.Plan is null || !run.Plan.Digest.Hex.StartsWith(request.Plan, StringComparison.OrdinalIgnoreCase) || request.Plan.Length < ShortestDigest))
        {
            return RunCodes.OtherPlan.Finding($"The plan of run {run.Id} is {run.Plan?.Digest.Short ?? "not made yet"}; the approval names {request.Plan ?? "none"}.");
        }

        var deciding = request.Kind is CommandKind.Approve or CommandKind.Reject or CommandKind.Withdraw or CommandKind.BreakGlass;
        return deciding && !run.State.IsWaiting()
            ? RunCodes.TooLate.Finding($"Run {run.Id} is {run.State}; it does not take {Word(request.Kind)} now.")
            : null;
    }

    private static string Word(CommandKind kind) => kind is CommandKind.BreakGlass ? "break-glass" : kind.ToString().ToLowerInvariant();
}
