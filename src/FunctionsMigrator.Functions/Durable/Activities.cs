using Microsoft.Azure.Functions.Worker;

namespace FunctionsMigrator.Functions.Durable;

/// <summary>One activity function for each step, named as the step. They are written out because the platform finds functions when the app is compiled; a test holds that none is missing.</summary>
/// <param name="steps">Runs them.</param>
public sealed class Activities(DurableSteps steps)
{
    /// <summary>Step FetchBundle.</summary>
    [Function(nameof(FetchBundle))]
    public Task<string> FetchBundle([ActivityTrigger] string call, CancellationToken stop) => steps.RunAsync(nameof(FetchBundle), call, stop);

    /// <summary>Step PlanTarget.</summary>
    [Function(nameof(PlanTarget))]
    public Task<string> PlanTarget([ActivityTrigger] string call, CancellationToken stop) => steps.RunAsync(nameof(PlanTarget), call, stop);

    /// <summary>Step RehearseTarget.</summary>
    [Function(nameof(RehearseTarget))]
    public Task<string> RehearseTarget([ActivityTrigger] string call, CancellationToken stop) => steps.RunAsync(nameof(RehearseTarget), call, stop);

    /// <summary>Step PlanRollback.</summary>
    [Function(nameof(PlanRollback))]
    public Task<string> PlanRollback([ActivityTrigger] string call, CancellationToken stop) => steps.RunAsync(nameof(PlanRollback), call, stop);

    /// <summary>Step AssemblePlan.</summary>
    [Function(nameof(AssemblePlan))]
    public Task<string> AssemblePlan([ActivityTrigger] string call, CancellationToken stop) => steps.RunAsync(nameof(AssemblePlan), call, stop);

    /// <summary>Step ReviewRun.</summary>
    [Function(nameof(ReviewRun))]
    public Task<string> ReviewRun([ActivityTrigger] string call, CancellationToken stop) => steps.RunAsync(nameof(ReviewRun), call, stop);

    /// <summary>Step TakeLock.</summary>
    [Function(nameof(TakeLock))]
    public Task<string> TakeLock([ActivityTrigger] string call, CancellationToken stop) => steps.RunAsync(nameof(TakeLock), call, stop);

    /// <summary>Step CaptureTarget.</summary>
    [Function(nameof(CaptureTarget))]
    public Task<string> CaptureTarget([ActivityTrigger] string call, CancellationToken stop) => steps.RunAsync(nameof(CaptureTarget), call, stop);

    /// <summary>Step BeginApplying.</summary>
    [Function(nameof(BeginApplying))]
    public Task<string> BeginApplying([ActivityTrigger] string call, CancellationToken stop) => steps.RunAsync(nameof(BeginApplying), call, stop);

    /// <summary>Step LoadGroup.</summary>
    [Function(nameof(LoadGroup))]
    public Task<string> LoadGroup([ActivityTrigger] string call, CancellationToken stop) => steps.RunAsync(nameof(LoadGroup), call, stop);

    /// <summary>Step CheckWave.</summary>
    [Function(nameof(CheckWave))]
    public Task<string> CheckWave([ActivityTrigger] string call, CancellationToken stop) => steps.RunAsync(nameof(CheckWave), call, stop);

    /// <summary>Step ApplyChanges.</summary>
    [Function(nameof(ApplyChanges))]
    public Task<string> ApplyChanges([ActivityTrigger] string call, CancellationToken stop) => steps.RunAsync(nameof(ApplyChanges), call, stop);

    /// <summary>Step UndoChanges.</summary>
    [Function(nameof(UndoChanges))]
    public Task<string> UndoChanges([ActivityTrigger] string call, CancellationToken stop) => steps.RunAsync(nameof(UndoChanges), call, stop);

    /// <summary>Step VerifyTarget.</summary>
    [Function(nameof(VerifyTarget))]
    public Task<string> VerifyTarget([ActivityTrigger] string call, CancellationToken stop) => steps.RunAsync(nameof(VerifyTarget), call, stop);

    /// <summary>Step VerifyRestored.</summary>
    [Function(nameof(VerifyRestored))]
    public Task<string> VerifyRestored([ActivityTrigger] string call, CancellationToken stop) => steps.RunAsync(nameof(VerifyRestored), call, stop);

    /// <summary>Step Measure.</summary>
    [Function(nameof(Measure))]
    public Task<string> Measure([ActivityTrigger] string call, CancellationToken stop) => steps.RunAsync(nameof(Measure), call, stop);

    /// <summary>Step ReadCommands.</summary>
    [Function(nameof(ReadCommands))]
    public Task<string> ReadCommands([ActivityTrigger] string call, CancellationToken stop) => steps.RunAsync(nameof(ReadCommands), call, stop);

    /// <summary>Step EnterState.</summary>
    [Function(nameof(EnterState))]
    public Task<string> EnterState([ActivityTrigger] string call, CancellationToken stop) => steps.RunAsync(nameof(EnterState), call, stop);

    /// <summary>Step FinishRun.</summary>
    [Function(nameof(FinishRun))]
    public Task<string> FinishRun([ActivityTrigger] string call, CancellationToken stop) => steps.RunAsync(nameof(FinishRun), call, stop);
}
