namespace FunctionsMigrator.Core.Drift;

/// <summary>Something that people are to be told of drift: it began, or it grew. Made once for each, and kept until it is taken (see <see cref="DriftAlerts"/>).</summary>
/// <param name="Key">Its name in the store: environment, instant, and what it is about.</param>
/// <param name="Environment">The environment.</param>
/// <param name="At">When the look found it.</param>
/// <param name="Run">The run that left there what should be there.</param>
/// <param name="Grew">Whether there was open drift before.</param>
/// <param name="Fresh">How many items opened, or moved again.</param>
/// <param name="Open">How many items differ now.</param>
/// <param name="Items">Some of the fresh ones, at most ten: <c>settings checkout/timeout on production/west/config</c>. Never a value.</param>
public sealed record DriftAlert(string Key, string Environment, DateTimeOffset At, string Run, bool Grew, int Fresh, int Open, IReadOnlyList<string> Items)
{
    /// <summary>The items that it is about, each with the value that it has, at most six hundred: what a look that died while it wrote down what was told is not told again.</summary>
    public IReadOnlyList<string> About { get; init; } = [];
}
