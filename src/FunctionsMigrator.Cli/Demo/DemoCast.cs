using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Cli.Demo;

/// <summary>The people of the story. The owner of the store starts runs; whoever approves has a key of their own, as everywhere.</summary>
internal sealed class DemoCast(LocalHost host)
{
    // Kim first: she is the second person of the story. The others are asked only where the policy wants more.
    private static readonly string[] Approvers = ["kim", "bo", "lin", "sam"];

    // Lea has no place in people.yaml: who only looks needs none.
    private static readonly Dictionary<string, AccessRole[]> Access = new(StringComparer.Ordinal)
    {
        ["kim"] = [AccessRole.Approver],
        ["bo"] = [AccessRole.Operator, AccessRole.Approver],
        ["lin"] = [AccessRole.Approver],
        ["sam"] = [AccessRole.Approver],
        ["lea"] = [AccessRole.Reader],
    };

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
            key = (await host.Keys.CreateAsync(name, Access[name], lifetime: null, cancellation)).Value.Secret;
            _keys[name] = key;
        }

        return key;
    }

    /// <summary>A person as the holder of their key.</summary>
    public async Task<Caller> CallerAsync(string name, CancellationToken cancellation) => (await host.Keys.VerifyAsync(await KeyAsync(name, cancellation), cancellation)).Value;

    /// <summary>The three people as whom somebody may look around: one who approves, one who also operates, one who only reads.</summary>
    public async Task<IReadOnlyList<DemoPerson>> PersonasAsync(CancellationToken cancellation) =>
    [
        new("kim", ["release-manager"], Access["kim"], "approves", await KeyAsync("kim", cancellation)),
        new("bo", ["dba", "operator", "release-manager"], Access["bo"], "starts, pauses, resumes, aborts, takes back; approves", await KeyAsync("bo", cancellation)),
        new("lea", [], Access["lea"], "looks", await KeyAsync("lea", cancellation)),
    ];
}
