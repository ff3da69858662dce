namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>Drift: what moved on targets and not in git.</summary>
public static class DriftCodes
{
    /// <summary>Nothing to compare with.</summary>
    public static readonly FailureCode NoGoodRun = new("DRF001", "The environment had no run that ended well", "Bring it to a commit with `fm migrate --env NAME` first; from then on it can drift.");

    /// <summary>No such drift.</summary>
    public static readonly FailureCode Unknown = new("DRF002", "No such drift", "List what drifted with `fm drift show --env NAME --scan`, and name one by its id.");

    /// <summary>No single drift.</summary>
    public static readonly FailureCode Ambiguous = new("DRF003", "Several drifts have that name", "Name one by its id, as `fm drift show` lists it, or say which target.");

    /// <summary>Too many at once.</summary>
    public static readonly FailureCode TooMany = new("DRF004", "Too many items are named at once", "Name up to fifty items, or a target, or nothing for all that drifted.");

    /// <summary>An end that is over.</summary>
    public static readonly FailureCode EndIsOver = new("DRF005", "The end of a decision lies in the past", "Give an instant to come with `--until`, or none.");

    /// <summary>Not decided.</summary>
    public static readonly FailureCode NotKept = new("DRF006", "A drift cannot be kept now", "Look again with `fm drift show --env NAME --scan`: it moved meanwhile, its target could not be compared, or it is a script, which `fm sql repair` decides.");

    /// <summary>No pull request.</summary>
    public static readonly FailureCode NotProposed = new("DRF007", "A pull request could not be opened", "The commit stands on its branch in the local repository: push it and open the pull request by hand, or correct what is named and try again with another `--branch`.");

    /// <summary>A pull request that is there already.</summary>
    public static readonly FailureCode AlreadyProposed = new("DRF008", "A pull request of the branch is open already, and nothing was written to it", "Push the commit to the branch, so that the pull request holds it, or capture again with another `--branch`.", Severity.Warning);

    /// <summary>Structure is healed by people.</summary>
    public static readonly FailureCode NotHealed = new("DRF009", "The structure of a database is not brought back by a run", "Take the change back by hand and look again with `fm drift show --scan`, write a script that does, or leave it with `fm drift keep`.");

    /// <summary>A rule about drift that says too little.</summary>
    public static readonly FailureCode Rule = new("DRF010", "A rule that leaves drift alone says too little", "Say who answers for it, why, and the last day on which it holds: `owner`, `reason`, `until: 2026-12-31`.");

    /// <summary>A rule about drift that has ended.</summary>
    public static readonly FailureCode RuleOver = new("DRF011", "A rule that leaves drift alone has ended", "Remove it, or give it another end when its owner still wants it.", Severity.Warning);

    /// <summary>No right to propose.</summary>
    public static readonly FailureCode ProposalToken = new("DRF012", "The provider does not take the token for pull requests", "Look at the secret that FM_PULL_REQUEST_TOKEN_SECRET names (else `pull-request-token`): docs/drift.md names the scopes that it needs.");

    /// <summary>Nowhere to propose.</summary>
    public static readonly FailureCode ProposalUnknown = new("DRF013", "The provider does not have the repository or the commit", "Look at `git remote get-url origin` or FM_PROVIDER_REPOSITORY, push the commit that the environment holds, and let the token read the repository.");

    /// <summary>Something else stands there.</summary>
    public static readonly FailureCode ProposalConflict = new("DRF014", "The provider has a branch or pull request of that name", "Capture again with another `--branch`, or push the local branch and open the pull request by hand.");

    /// <summary>Refused as it is.</summary>
    public static readonly FailureCode ProposalRefused = new("DRF015", "The provider refuses the branch, the commit or the pull request", "Capture again with another `--branch`; where it still refuses, push the local branch and read there what its rules want.");

    /// <summary>Asked too often.</summary>
    public static readonly FailureCode ProposalThrottled = new("DRF016", "The provider is asked too often", "Wait as long as it says, and capture again with another `--branch`, or push the local branch and open the pull request by hand.");

    /// <summary>A host that nobody named.</summary>
    public static readonly FailureCode ProposalHost = new("DRF017", "Nobody says where pull requests are opened", "Set FM_PROVIDER_REPOSITORY to the repository's https address and FM_PULL_REQUEST_PROVIDER to github, gitlab or azure-devops; without `--pull-request` the commit is made all the same.");

    /// <summary>Structure that is not captured.</summary>
    public static readonly FailureCode NotCaptured = new("DRF019", "The structure of a database is not taken over into git", "Write a script that makes it where it is not there (`CREATE INDEX IF NOT EXISTS ...`), leave it with `fm drift keep`, and let a run run the script: from then on it is git's.");

    /// <summary>Nowhere to commit to.</summary>
    public static readonly FailureCode NoClone = new("DRF018", "There is no clone to commit to", "Run `fm drift capture ENVIRONMENT` in a clone of the repository.");
}
