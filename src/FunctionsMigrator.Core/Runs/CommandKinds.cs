namespace FunctionsMigrator.Core.Runs;

/// <summary>What kinds of commands have in common.</summary>
public static class CommandKinds
{
    /// <summary>Whether it is the decision of a person: it needs the role approver and a key of one's own, and it is signed.</summary>
    public static bool IsDecision(this CommandKind kind) =>
        kind is CommandKind.Approve or CommandKind.Reject or CommandKind.Withdraw or CommandKind.Override or CommandKind.BreakGlass or CommandKind.Review;

    /// <summary>Whether it says how a run that writes goes on: it needs the role operator, and is judged by <see cref="Steering"/>.</summary>
    public static bool Steers(this CommandKind kind) =>
        kind is CommandKind.Abort or CommandKind.Pause or CommandKind.Resume or CommandKind.Retry or CommandKind.Skip or CommandKind.Advance;
}
