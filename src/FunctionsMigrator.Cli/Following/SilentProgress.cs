namespace FunctionsMigrator.Cli.Following;

/// <summary>Shows nothing: one JSON document is all that is printed.</summary>
internal sealed class SilentProgress : IRunProgress
{
    /// <inheritdoc/>
    public Task<T> RunAsync<T>(Func<Action<RunReading>, Task<T>> follow) => follow(_ => { });
}
