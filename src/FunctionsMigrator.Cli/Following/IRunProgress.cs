namespace FunctionsMigrator.Cli.Following;

/// <summary>Shows how a run goes on while it is followed.</summary>
internal interface IRunProgress
{
    /// <summary>Runs <paramref name="follow"/>, which shows every reading it takes; the last one shown is left on the screen.</summary>
    Task<T> RunAsync<T>(Func<Action<RunReading>, Task<T>> follow);
}
