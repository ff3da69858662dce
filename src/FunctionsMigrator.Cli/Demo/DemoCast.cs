using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Demo;

/// <summary>The people of the story. The owner of the store starts runs; whoever approves has a key of their own, as everywhere.</summary>
internal sealed class DemoCast(LocalHost host)
{
    // Kim first: she is the second person of the story. The others are asked only where the policy wants more.
    private static readonly string[] Approvers = ["kim", "bo", "lin", "sam"];
    private readonly Dictionary<string, Caller> _callers = new(StringComparer.Ordinal);

    /// <summary>Who starts runs.</summary>
    public Caller Owner => host.Owner;

    /// <summary>Lets the next person approve the plan that stands.</summary>
    public async Task<Outcome<RunCommand>> ApproveAsync(RunDetails details, CancellationToken cancellation)
    {
        var approver = Approvers.FirstOrDefault(name => !details.Run.ApprovedBy.Contains(name) && details.Commands.All(command => command.By != name))
            ?? throw new InvalidOperationException($"Run {details.Run.Id} still needs {string.Join(", ", details.Run.StillNeeded)}.");
        var caller = await CallerAsync(approver, cancellation);
        return await host.Migrator.CommandAsync(
            details.Run.Id, new CommandRequest(CommandKind.Approve, Plan: details.Run.Plan!.Digest.Hex, Reason: "looked at in the demonstration"), caller, cancellation);
    }

    private async Task<Caller> CallerAsync(string name, CancellationToken cancellation)
    {
        if (!_callers.TryGetValue(name, out var caller))
        {
            var made = await host.Keys.CreateAsync(name, [AccessRole.Approver], lifetime: null, cancellation);
            caller = (await host.Keys.VerifyAsync(made.Value.Secret, cancellation)).Value;
            _callers[name] = caller;
        }

        return caller;
    }
}
