using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Cli.Demo;

/// <summary>The people of the story. The owner of the store starts runs; whoever approves has a key of their own, as everywhere.</summary>
internal sealed class DemoCast(LocalHost host)
{
    // Kim first: she is the second person of the story. The others are asked only where the policy wants more.
    private static readonly string[] Approvers = ["kim", "bo", "lin", "sam"];
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);

    /// <summary>Who starts runs.</summary>
    public Caller Owner => host.Owner;

    /// <summary>Who is asked next about the plan that stands.</summary>
    public static string Next(RunDetails details) =>
        Approvers.FirstOrDefault(name => !details.Run.ApprovedBy.Contains(name) && details.Commands.All(command => command.By != name))
        ?? throw new InvalidOperationException($"Run {details.Run.Id} still needs {string.Join(", ", details.Run.StillNeeded)}.");

    /// <summary>The key of a person, made when it is needed first.</summary>
    public async Task<string> KeyAsync(string name, CancellationToken cancellation)
    {
        if (!_keys.TryGetValue(name, out var key))
        {
            key = (await host.Keys.CreateAsync(name, [AccessRole.Approver], lifetime: null, cancellation)).Value.Secret;
            _keys[name] = key;
        }

        return key;
    }
}
