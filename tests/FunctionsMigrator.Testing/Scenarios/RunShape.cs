namespace FunctionsMigrator.Testing.Scenarios;

/// <summary>What a run looks like to its workflow.</summary>
/// <param name="Groups">Groups of the only wave.</param>
/// <param name="Targets">Targets of each group.</param>
/// <param name="Rounds">Rounds of each target.</param>
/// <param name="Pieces">How often a write answers that it got on, until it is done.</param>
/// <param name="Retries">How often each step about a target fails before it answers.</param>
/// <param name="Fails">Whether the last round fails, so that everything is taken back.</param>
/// <param name="Bake">How long the wave is measured, every minute.</param>
/// <param name="Stuck">Whether a write that answers that it got on has come no further.</param>
public sealed record RunShape(int Groups, int Targets, int Rounds, int Pieces = 0, int Retries = 0, bool Fails = false, TimeSpan Bake = default, bool Stuck = false)
{
    /// <summary>The shapes to keep in mind, by name.</summary>
    public static IReadOnlyList<(string Name, RunShape Shape)> All { get; } =
    [
        ("300 targets", new RunShape(Groups: 6, Targets: 50, Rounds: 2)),
        ("3000 targets, in levels", new RunShape(Groups: 60, Targets: 50, Rounds: 1)),
        ("many rounds", new RunShape(Groups: 1, Targets: 50, Rounds: 14)),
        ("long writes", new RunShape(Groups: 1, Targets: 50, Rounds: 1, Pieces: 30)),
        ("targets that answer at the last try", new RunShape(Groups: 1, Targets: 50, Rounds: 3, Retries: 4)),
        ("all of it taken back", new RunShape(Groups: 2, Targets: 50, Rounds: 12, Pieces: 2, Retries: 1, Fails: true)),
        ("two days measured every minute", new RunShape(Groups: 1, Targets: 1, Rounds: 1, Bake: TimeSpan.FromDays(2))),
    ];
}
