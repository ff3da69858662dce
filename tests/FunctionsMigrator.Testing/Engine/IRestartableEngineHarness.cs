namespace FunctionsMigrator.Testing.Engine;

/// <summary>An engine whose storage outlives its process, and whose time is a fake one.</summary>
public interface IRestartableEngineHarness : IEngineHarness
{
    /// <summary>Ends the process as a kill does: nothing that happens in it from now on is recorded. Time may pass until another can take over.</summary>
    Task KillAsync();

    /// <summary>Time passes.</summary>
    Task AdvanceAsync(TimeSpan by);

    /// <summary>How many answers of steps and of children the instance's history holds.</summary>
    Task<int> CountAnswersAsync(string instanceId);
}
