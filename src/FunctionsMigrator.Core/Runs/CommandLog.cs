using System.Globalization;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Runs;

/// <summary>The numbered commands of a run. A command is stored before the bell is rung, so a lost bell loses nothing.</summary>
public sealed class CommandLog(IRecordStore records)
{
    /// <summary>Stores a command under the next free number and answers it with its number.</summary>
    public async Task<RunCommand> AppendAsync(string run, RunCommand command, CancellationToken cancellation)
    {
        var number = 1 + (await ReadAsync(run, 0, cancellation)).Count;
        while (true)
        {
            var numbered = command with { Number = number };
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
