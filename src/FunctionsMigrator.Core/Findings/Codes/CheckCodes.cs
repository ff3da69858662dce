namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>Results of checks that a policy requires for a commit.</summary>
public static class CheckCodes
{
    /// <summary>No result.</summary>
    public static readonly FailureCode Missing = new("CHK001", "A required check has no result", "Let the check run for exactly this commit, or correct its name under `checks` of the policy; then `fm retry RUN`.");

    /// <summary>It failed.</summary>
    public static readonly FailureCode Red = new("CHK002", "A required check did not succeed", "Correct what it found, and push; where it failed for another reason, let it run again, then `fm retry RUN`.");

    /// <summary>It runs.</summary>
    public static readonly FailureCode Pending = new("CHK003", "A required check is not done", "Wait; the run looks again by itself.", Severity.Info);

    /// <summary>It is old.</summary>
    public static readonly FailureCode Stale = new("CHK004", "The result of a required check is too old", "Let the check run again for this commit, then `fm retry RUN`.");

    /// <summary>Nobody can say.</summary>
    public static readonly FailureCode Unavailable = new("CHK005", "The results of checks cannot be read", "Look at the token that FM_CHECKS_TOKEN_SECRET names and at what it may read; the run asks again by itself.", Severity.Warning);

    /// <summary>A posted result that says nothing.</summary>
    public static readonly FailureCode Unreadable = new("CHK006", "The result of a check cannot be taken", "Send a full commit SHA, the check's name and its state, as docs/webhooks.md shows.");
}
