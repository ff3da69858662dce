namespace FunctionsMigrator.Core.Runs;

/// <summary>What a run's record knows of what was set aside.</summary>
internal static class RunOverrides
{
    /// <summary>What was set aside and does not stand in the record yet.</summary>
    public static IReadOnlyList<RunOverride> Missing(RunRecord run, IReadOnlyList<RunOverride> done) => [.. done.Where(one => !run.Overrides.Any(known => known.Number == one.Number))];
}
