using System.Text.Json;
using FunctionsMigrator.Core.Stores;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Planning;

/// <summary>What a rehearsal measured of one target's scripts. It is shown with the plan and is no part of its digest.</summary>
/// <param name="Scripts">How many scripts were measured: those that change what is there already.</param>
/// <param name="Statements">How many statements they hold.</param>
/// <param name="Milliseconds">How long these took together.</param>
/// <param name="Telling">The scripts that say most, in the plan's order: that write tables anew, that keep others waiting, that take longest.</param>
public sealed record RehearsalMeasures(int Scripts, int Statements, double Milliseconds, IReadOnlyList<ScriptMeasure> Telling)
{
    /// <summary>The environment that it was measured in, with all its rows; null: on scratch, with few.</summary>
    public string? Copy { get; init; }

    private const int MostScripts = 20;
    private const int MostStatements = 20;

    /// <summary>Sums up; null where nothing was measured.</summary>
    public static RehearsalMeasures? Of(IReadOnlyList<ScriptMeasure> measured, string? copy = null) => measured.Count == 0
        ? null
        : new RehearsalMeasures(
            measured.Count,
            measured.Sum(script => script.Statements.Count),
            Math.Round(measured.Sum(Time), 1),
            [
                .. measured.Index()
                    .OrderByDescending(script => script.Item.Rewritten.Count > 0)
                    .ThenByDescending(script => script.Item.Locks.Count > 0)
                    .ThenByDescending(script => Time(script.Item))
                    .Take(MostScripts)
                    .OrderBy(script => script.Index)
                    .Select(script => script.Item with { Statements = [.. script.Item.Statements.Take(MostStatements)] }),
            ])
        {
            Copy = copy,
        };

    /// <summary>The same, with as many statements of the telling scripts, and then as many of these, as fit into one record.</summary>
    public RehearsalMeasures Fitting()
    {
        var fitting = this;
        for (var most = MostStatements; JsonSerializer.Serialize(fitting, FmJson.Line).Length > StoreLimits.Value; most /= 2)
        {
            fitting = most > 0
                ? fitting with { Telling = [.. fitting.Telling.Select(script => script with { Statements = [.. script.Statements.Take(most)] })] }
                : fitting with { Telling = [.. fitting.Telling.Take(fitting.Telling.Count / 2)] };
        }

        return fitting;
    }

    private static double Time(ScriptMeasure script) => script.Statements.Sum(statement => statement.Milliseconds);
}
