using System.Globalization;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Runs;

/// <summary>Who may decide in whose name: numbered records of the store, made by the person who delegates.</summary>
public sealed class Delegations(IRecordStore records)
{
    /// <summary>Stores one under the next free number, as <paramref name="make"/> gives it for that number; null from it stores nothing and is answered.</summary>
    public async Task<Delegation?> AppendAsync(Func<int, Task<Delegation?>> make, CancellationToken cancellation)
    {
        for (var number = 1 + (await ListAsync(cancellation)).Count; ; number++)
        {
            if (await make(number) is not { } delegation)
            {
                return null;
            }

            if (await records.TryCreateAsync(RunPartitions.Delegations, Key(number), delegation, cancellation) is not null)
            {
                return delegation;
            }
        }
    }

    /// <summary>All of them, in the order of their numbers.</summary>
    public async Task<IReadOnlyList<Delegation>> ListAsync(CancellationToken cancellation)
    {
        var all = new List<Delegation>();
        await foreach (var stored in records.ListAsync(RunPartitions.Delegations, "", cancellation))
        {
            all.Add(stored.Read<Delegation>());
        }

        return all;
    }

    private static string Key(int number) => number.ToString("D6", CultureInfo.InvariantCulture);
}
