using System.Globalization;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Runs;

/// <summary>The numbered commands of a run. A command is stored before the bell is rung, so a lost bell loses nothing.</summary>
public sealed class CommandLog(IRecordStore records)
{
    /// <summary>Stores a command under the next free number and answers it with its number.</summary>
    public async Task<RunCommand> AppendAsync(string run, RunCommand command, CancellationToken cancellation) =>
        (await AppendAsync(run, number => Task.FromResult<RunCommand?>(command with { Number = number }), cancellation))!;

    /// <summary>The same, with what <paramref name="make"/> gives for the number that is tried; null from it stores nothing and is answered.</summary>
    public async Task<RunCommand?> AppendAsync(string run, Func<int, Task<RunCommand?>> make, CancellationToken cancellation)
    {
        var number = 1 + (await ReadAsync(run, 0, cancellation)).Count;
        while (true)
        {
            if (await make(number) is not { } numbered)
            {
                return null;
            }

            if (await records.TryCreateAsync(RunPartitions.Commands(run), Key(number), numbered, cancellation) is not null)
            {
                return numbered;
            }

            number++;
        }
    }

    /// <summary>The commands with higher numbers than <paramref name="after"/>, in order.</summary>
    public async Task<IReadOnlyList<RunCommand>> ReadAsync(string run, int after, CancellationToken cancellation)
    {
        var commands = new List<RunCommand>();
        await foreach (var stored in records.ListAsync(RunPartitions.Commands(run), "", cancellation))
        {
            if (stored.Read<RunCommand>() is { } command && command.Number > after)
            {
                commands.Add(command);
            }
        }

        return commands;
    }

    private static string Key(int number) => number.ToString("D6", CultureInfo.InvariantCulture);
}
