using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Testing.Notices;

/// <summary>Notices to render.</summary>
public static class NoticeSamples
{
    /// <summary>Text of somebody who wants to be obeyed by whatever shows it.</summary>
    public const string Hostile = "<script>alert(1)</script> <img src=x onerror=alert(1)> <at>everyone</at> [Approve](https://evil.example/) **bold** \"quotes\" 'n' & \r\nBcc: evil@example.com\u202e";

    /// <summary>A request to approve.</summary>
    public static NoticeContent Request { get; } = new()
    {
        Run = "production-20261123-093015-1a2b3c4",
        Key = "requested-7f3c9a2e",
        Kind = NoticeKind.ApprovalRequested,
        Environment = "production",
        Commit = "1a2b3c4",
        Title = "One-page checkout",
        Headline = "Approval needed",
        At = new DateTimeOffset(2026, 11, 23, 9, 31, 0, TimeSpan.Zero),
        State = RunState.AwaitingApproval,
        Next = "Nothing is written before everybody who is needed has approved exactly this plan.",
        Plan = "7f3c9a2e1b0d",
        Risk = RiskLevel.High,
        Reasons = ["orders-schema drops a column that holds data", "3 regions"],
        Summary = "1 to create, 2 to change, 1 to run; 3 of 9 targets change",
        Changes =
        [
            new NoticeChange('>', "production/westeurope/orders-db", "run V7__drop_basket.sql", "risk high: drops a column; cannot be taken back"),
            new NoticeChange('~', "production/westeurope/app-config", "update checkout/timeoutSeconds  30 -> 45"),
        ],
        MoreChanges = 2,
        Findings = ["warning LINT103: production/westeurope/orders-db: the script locks the table"],
        Rollout = ["Canary: westeurope, then watched for 10m by checkout-errors", "Wave 2: northeurope, eastus"],
        Needed = ["release-manager (ada or kim)", "dba (bo)"],
        Deadline = new DateTimeOffset(2026, 11, 26, 9, 31, 0, TimeSpan.Zero),
        Notes = ["One-page checkout (CHG0012345): Fewer lost baskets"],
        Link = new Uri("https://fm.example.com/review/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        Command = "fm approve production-20261123-093015-1a2b3c4 --plan 7f3c9a2e1b0d",
    };

    /// <summary>A reminder of it, on a host that has no address.</summary>
    public static NoticeContent Reminder { get; } = Request with { Key = "reminder-7f3c9a2e-1", Kind = NoticeKind.ApprovalReminder, Headline = "Approval still needed", Needed = ["dba (bo)"], Link = null };

    /// <summary>A run that begins to write.</summary>
    public static NoticeContent Begun { get; } = Final(RunState.Applying) with
    {
        Key = "begun",
        Kind = NoticeKind.Begun,
        Headline = "Begins to write",
        Reason = "approved by kim, bo",
        By = "ada",
        Next = "It writes 2 waves, one after the other.",
    };

    /// <summary>A run at a gate.</summary>
    public static NoticeContent Gate { get; } = Final(RunState.Paused) with
    {
        Key = "paused-1795426260000",
        Kind = NoticeKind.Paused,
        Headline = "Waits at the gate behind wave 1 of 2",
        Reason = "RUN030: wave 1 of 2 is done; the next one begins when somebody advances the run",
        Next = "Nothing but a person ends this wait.",
        Needed = ["an operator who is dba (bo or kim)"],
        Command = "fm advance production-20261123-093015-1a2b3c4",
    };

    /// <summary>A run that takes back what it wrote.</summary>
    public static NoticeContent RollingBack { get; } = Final(RunState.RollingBack) with
    {
        Key = "rolling-back",
        Kind = NoticeKind.RollingBack,
        Headline = "Rolling back",
        Reason = "ANA001: the background analysis checkout-errors failed 2 of 9 measurements in westeurope, while wave 2 was written",
    };

    /// <summary>A run that took another one back.</summary>
    public static NoticeContent TakenBack { get; } = Final(RunState.Completed) with { Kind = NoticeKind.RolledBack, Headline = "Taken back", By = "bo" };

    /// <summary>A run in a final state.</summary>
    public static NoticeContent Final(RunState state) => Request with
    {
        Key = "finished",
        Kind = state is RunState.RolledBack ? NoticeKind.RolledBack : NoticeKind.Finished,
        Headline = state.ToString(),
        State = state,
        Reason = state is RunState.Completed or RunState.NoChanges ? null : "RUN020: the reason why",
        Next = "What happens next.",
        Needed = [],
        Deadline = null,
        Link = new Uri("https://fm.example.com/runs/production-20261123-093015-1a2b3c4"),
        Command = "fm status production-20261123-093015-1a2b3c4",
    };

    /// <summary>A request in which every text of others is <see cref="Hostile"/>, as the composer passes it on.</summary>
    public static NoticeContent Attack { get; } = Spoiled(NoticeText.Line(Hostile));

    /// <summary>A request in which every text of others is this one.</summary>
    public static NoticeContent Spoiled(string text) => Request with
    {
        Environment = text,
        Title = text,
        Reason = text,
        By = text,
        Reasons = [text],
        Summary = text,
        Changes = [new NoticeChange('~', text, text, text)],
        Findings = [text],
        Rollout = [text],
        Needed = [text],
        Notes = [text],
    };

    /// <summary>All final states.</summary>
    public static IEnumerable<RunState> FinalStates => Enum.GetValues<RunState>().Where(state => state.IsFinal());
}
