using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Testing.Scenarios;

/// <summary>What a run looks like to its workflow.</summary>
/// <param name="Groups">Groups of each wave.</param>
/// <param name="Targets">Targets of each group.</param>
/// <param name="Rounds">Rounds of each target.</param>
/// <param name="Pieces">How often a write answers that it got on, until it is done.</param>
/// <param name="Retries">How often each step about a target fails before it answers.</param>
/// <param name="Fails">Whether the last round fails, so that everything is taken back.</param>
/// <param name="Bake">How long the wave is measured, every minute.</param>
/// <param name="Background">Whether background analyses are measured every second while the wave is written, which then seems to last for an hour.</param>
/// <param name="Stuck">Whether a write that answers that it got on has come no further.</param>
/// <param name="InOrder">Whether one group goes after the other.</param>
/// <param name="Waves">How many waves there are.</param>
/// <param name="Gates">Whether a person must advance the run behind each, and does the second time that it looks.</param>
/// <param name="Behind">How many groups do not come through, and are left behind within the budget.</param>
/// <param name="TakesBack">Whether it takes another run back.</param>
/// <param name="Opens">How long nobody approves it, and how long nobody advances it at each gate.</param>
public sealed record RunShape(
    int Groups, int Targets, int Rounds, int Pieces = 0, int Retries = 0, bool Fails = false, TimeSpan Bake = default, bool Stuck = false, bool InOrder = false, bool Background = false, int Waves = 1, bool Gates = false,
    int Behind = 0, bool TakesBack = false, TimeSpan Opens = default)
{
    /// <summary>The state that it ends in.</summary>
    public RunState Ends => Fails ? RunState.RolledBack : Behind > 0 ? RunState.Partial : RunState.Completed;

    /// <summary>The shapes to keep in mind, by name.</summary>
    public static IReadOnlyList<(string Name, RunShape Shape)> All { get; } =
    [
        ("300 targets", new RunShape(Groups: 6, Targets: 50, Rounds: 2)),
        ("3000 targets, in levels", new RunShape(Groups: 60, Targets: 50, Rounds: 1)),
        ("many rounds", new RunShape(Groups: 1, Targets: 50, Rounds: 14)),
        ("long writes", new RunShape(Groups: 1, Targets: 50, Rounds: 1, Pieces: 30)),
        ("targets that answer at the last try", new RunShape(Groups: 1, Targets: 50, Rounds: 3, Retries: 4)),
        ("all of it taken back", new RunShape(Groups: 2, Targets: 50, Rounds: 12, Pieces: 2, Retries: 1, Fails: true)),
        ("1000 units, one at a time", new RunShape(Groups: 1000, Targets: 1, Rounds: 1, InOrder: true)),
        ("9000 units, one at a time", new RunShape(Groups: 9000, Targets: 1, Rounds: 1, InOrder: true)),
        ("1000 units, one at a time, that answer at the last try", new RunShape(Groups: 1000, Targets: 1, Rounds: 2, Retries: 4, InOrder: true)),
        ("written for hours while background analyses are measured", new RunShape(Groups: 1, Targets: 50, Rounds: 3, Retries: 4, Bake: TimeSpan.FromMinutes(1), Background: true)),
        ("12 waves, each baked and behind a gate", new RunShape(Groups: 1, Targets: 50, Rounds: 1, Bake: TimeSpan.FromMinutes(5), Waves: 12, Gates: true)),
        ("40 days until it is approved, and as many at a gate", new RunShape(Groups: 1, Targets: 1, Rounds: 1, Waves: 2, Gates: true, Opens: TimeSpan.FromDays(40))),
        ("1000 units, one at a time, 100 of them left behind", new RunShape(Groups: 1000, Targets: 1, Rounds: 1, InOrder: true, Behind: 100)),
        ("3000 targets taken back on demand", new RunShape(Groups: 60, Targets: 50, Rounds: 1, TakesBack: true)),
        ("two days measured every minute", new RunShape(Groups: 1, Targets: 1, Rounds: 1, Bake: TimeSpan.FromDays(2))),
    ];
}
