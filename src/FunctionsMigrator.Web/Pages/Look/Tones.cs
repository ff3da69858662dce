using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Web.Pages.Look;

/// <summary>Which picture and which colour a state has. The word beside them says the same.</summary>
internal static class Tones
{
    public const string Ok = "ok";
    public const string Go = "go";
    public const string Wait = "wait";
    public const string Bad = "bad";
    public const string Idle = "idle";

    public static string Of(RunState state) => state switch
    {
        RunState.Completed or RunState.NoChanges => Ok,
        RunState.AwaitingApproval or RunState.AwaitingWindow or RunState.Paused or RunState.Partial => Wait,
        RunState.Failed or RunState.Invalid or RunState.Conflict or RunState.Denied => Bad,
        RunState.Cancelled or RunState.Rejected or RunState.Expired or RunState.Superseded or RunState.RolledBack => Idle,
        _ => Go,
    };

    public static string IconOf(RunState state) => state switch
    {
        RunState.AwaitingApproval => "people",
        RunState.AwaitingWindow => "wait",
        RunState.Paused => "pause",
        RunState.RollingBack or RunState.RolledBack => "back",
        RunState.Partial => "alert",
        RunState.Baking => "wait",
        _ => Of(state),
    };

    public static string Of(TargetProgress progress) => progress switch
    {
        TargetProgress.Applied => Ok,
        TargetProgress.Applying => Go,
        TargetProgress.Failed or TargetProgress.NotRestored => Bad,
        TargetProgress.Skipped or TargetProgress.Restored => Wait,
        _ => Idle,
    };

    public static string IconOf(TargetProgress progress) => progress switch
    {
        TargetProgress.Restored => "back",
        TargetProgress.Skipped => "on",
        TargetProgress.Planned => "wait",
        _ => Of(progress),
    };

    public static string Of(Severity severity) => severity switch
    {
        Severity.Error => Bad,
        Severity.Warning => Wait,
        _ => Idle,
    };

    public static string IconOf(Severity severity) => severity switch
    {
        Severity.Error => "bad",
        Severity.Warning => "alert",
        _ => "idle",
    };
}
