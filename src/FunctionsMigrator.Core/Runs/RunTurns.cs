namespace FunctionsMigrator.Core.Runs;

/// <summary>Which run an environment held before another one.</summary>
internal static class RunTurns
{
    /// <summary>Whether a run left something in the environment that stood until the other one began. Of a list that begins with the newest, the first such run is the one before.</summary>
    public static bool IsBefore(RunRecord run, RunRecord other) =>
        run.StartedAt < other.StartedAt && run.State.IsGood() && run is { Reverts: null, Heals: null, TakenBackBy: null };
}
