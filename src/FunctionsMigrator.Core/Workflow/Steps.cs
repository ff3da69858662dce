using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Workflow;

/// <summary>All steps, by the names that stand in histories. Inputs and answers change only by optional members.</summary>
public static class Steps
{
    /// <summary>Reads the commit, checks everything, and stores the bundle.</summary>
    public static readonly Step<RunStep, FetchedBundle> FetchBundle = new("FetchBundle");

    /// <summary>Plans one target.</summary>
    public static readonly Step<TargetStep, PlannedTarget> PlanTarget = new("PlanTarget");

    /// <summary>Applies and undoes one target's plan on scratch.</summary>
    public static readonly Step<TargetStep, RehearsedTarget> RehearseTarget = new("RehearseTarget");

    /// <summary>Plans to take back one target of another run.</summary>
    public static readonly Step<TargetStep, PlannedTarget> PlanRollback = new("PlanRollback");

    /// <summary>Puts the targets' plans together, weighs the risk, spreads the waves and asks the policy.</summary>
    public static readonly Step<RoundStep, AssembledPlan> AssemblePlan = new("AssemblePlan");

    /// <summary>Reads the commands and answers what follows while nothing is written yet.</summary>
    public static readonly Step<ReviewStep, Review> ReviewRun = new("ReviewRun");

    /// <summary>Takes the environment's lock.</summary>
    public static readonly Step<RunStep, LockAnswer> TakeLock = new("TakeLock");

    /// <summary>Checks that a target still is what its plan was made from, and keeps the before-images.</summary>
    public static readonly Step<TargetPlanStep, CapturedTarget> CaptureTarget = new("CaptureTarget");

    /// <summary>Leaves the waiting states, once, for Applying or for Superseded.</summary>
    public static readonly Step<RunStep, BeginAnswer> BeginApplying = new("BeginApplying");

    /// <summary>Names the targets of one group of a wave, or of the whole environment.</summary>
    public static readonly Step<GroupStep, GroupTargets> LoadGroup = new("LoadGroup");

    /// <summary>Whether the next wave may start now, by the policy's windows and freezes.</summary>
    public static readonly Step<RunStep, WaveAnswer> CheckWave = new("CheckWave");

    /// <summary>Writes lines of one target's plan.</summary>
    public static readonly Step<WriteStep, WriteReply> ApplyChanges = new("ApplyChanges");

    /// <summary>Takes back lines of one target's plan.</summary>
    public static readonly Step<WriteStep, WriteReply> UndoChanges = new("UndoChanges");

    /// <summary>Reads back what was written, and moves the target's ledger.</summary>
    public static readonly Step<TargetPlanStep, VerifiedTarget> VerifyTarget = new("VerifyTarget");

    /// <summary>Reads back what was taken back, and moves the target's ledger back.</summary>
    public static readonly Step<TargetPlanStep, VerifiedTarget> VerifyRestored = new("VerifyRestored");

    /// <summary>Takes one measurement of every analysis that is due.</summary>
    public static readonly Step<MeasureStep, Measured> Measure = new("Measure");

    /// <summary>Reads the commands while the run writes, bakes or pauses.</summary>
    public static readonly Step<CommandStep, CommandAnswer> ReadCommands = new("ReadCommands");

    /// <summary>Writes state and audit.</summary>
    public static readonly Step<EnterStep, Done> EnterState = new("EnterState");

    /// <summary>Ends the run: state, audit and its seal, environment, lock, scratch.</summary>
    public static readonly Step<FinishStep, Finished> FinishRun = new("FinishRun");
}

/// <summary>All workflows, by the names that stand in histories.</summary>
public static class Workflows
{
    /// <summary>Version under which new runs start.</summary>
    public const int CurrentVersion = 1;

    /// <summary>One run: from a commit to an environment, or taking another run back.</summary>
    public static readonly WorkflowName<RunInput, Finished> Run = new("Run");

    /// <summary>Plans and rehearses one group of targets.</summary>
    public static readonly WorkflowName<GroupInput, GroupResult> PlanGroup = new("PlanGroup");

    /// <summary>Checks and captures one group of targets before anything is written.</summary>
    public static readonly WorkflowName<GroupInput, GroupResult> CaptureGroup = new("CaptureGroup");

    /// <summary>Applies and verifies one group of a wave.</summary>
    public static readonly WorkflowName<GroupInput, GroupResult> ApplyGroup = new("ApplyGroup");

    /// <summary>Takes back and verifies one group of a wave.</summary>
    public static readonly WorkflowName<GroupInput, GroupResult> UndoGroup = new("UndoGroup");

    /// <summary>Works on up to fifty groups of a wave that has more.</summary>
    public static readonly WorkflowName<LevelInput, GroupResult> Level = new("Level");

    /// <summary>Watches one wave over up to forty pieces.</summary>
    public static readonly WorkflowName<BakeInput, BakeResult> BakeChain = new("BakeChain");

    /// <summary>Watches one wave, for at most forty measurements.</summary>
    public static readonly WorkflowName<BakeInput, BakeResult> Bake = new("Bake");

    /// <summary>Writes a wave, or measures meanwhile.</summary>
    public static readonly WorkflowName<WatchedInput, WatchedResult> Watched = new("Watched");
}
