namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>Policy: what a rule forbids, and what it makes a run wait for.</summary>
public static class PolicyCodes
{
    /// <summary>Too many deletes.</summary>
    public static readonly FailureCode TooManyDeletes = new("POL101", "The plan deletes more than the policy allows", "Split the change, or have the limit raised in the policy first.");

    /// <summary>No note.</summary>
    public static readonly FailureCode NoChangeNote = new("POL102", "A changed resource has no change note", "Add a note with `fm new change` whose `covers` names the resource.");

    /// <summary>Bad ticket.</summary>
    public static readonly FailureCode BadTicket = new("POL103", "A change note's ticket does not fit", "Put the ticket into the note in the form that the policy names.");

    /// <summary>Unknown identity.</summary>
    public static readonly FailureCode UnknownIdentity = new("POL110", "A commit's author is not in People", "Add the address to the person's `git` list in people.yaml, or to `bots`.");

    /// <summary>Nobody left.</summary>
    public static readonly FailureCode NobodyLeft = new("POL120", "Nobody is left who could approve", "Give the role to somebody who did not write the change.");

    /// <summary>Does not count.</summary>
    public static readonly FailureCode DoesNotCount = new("POL121", "The decision would not count", "Ask somebody who is still needed; `fm status RUN` names them.");

    /// <summary>Not allowed to override.</summary>
    public static readonly FailureCode NoOverride = new("POL122", "The override is not allowed", "Ask somebody whom the policy's `override` or `breakGlass` names and who did not write the change.");

    /// <summary>Nothing to review.</summary>
    public static readonly FailureCode NoReview = new("POL123", "There is nothing that this person could review", "A second person of the role that the policy names reviews what was overridden; `fm status RUN` lists it.");

    /// <summary>A decision without a reason.</summary>
    public static readonly FailureCode ReasonRequired = new("POL124", "The decision needs a reason", "Say why with `--reason TEXT`; it stands in the audit.");

    /// <summary>No such delegation.</summary>
    public static readonly FailureCode BadDelegation = new("POL125", "The delegation is not possible", "Name another person of People, a role of your own, and an end after the start.");

    /// <summary>A signing key that cannot sign.</summary>
    public static readonly FailureCode SigningKey = new("POL126", "Decisions cannot be signed", "Put an elliptic curve key on P-256 as PKCS#8 in PEM into the secret that FM_SIGNING_KEY_SECRET names.");

    /// <summary>Not promoted yet.</summary>
    public static readonly FailureCode NotPromoted = new("POL130", "The bundle was not in the environment before", "Complete a run of this commit in the environment that the policy's promotion names, then `fm retry RUN`.");

    /// <summary>A lint finding that is an error.</summary>
    public static readonly FailureCode LintError = new(
        "POL140", "A script is dangerous in a way that the policy does not allow", "Write the script the safe way that docs/lint.md shows, or set the finding aside in it with `-- fm:nolint CODE reason`.");

    /// <summary>Loses data and follows nothing.</summary>
    public static readonly FailureCode FollowsNothing = new("POL150", "What loses data does not say what it follows", "Name the change that made it unused in the note: `follows: [NAME]`; bring that one out first, in a run of its own.");

    /// <summary>Follows what is not there.</summary>
    public static readonly FailureCode NotExpanded = new("POL151", "What a change follows has not completed here", "Bring that change out first, in a run of its own, to all targets; a run that ended Partial does not count until `fm retry` has done the rest.");

    /// <summary>No such proof.</summary>
    public static readonly FailureCode NoProof = new("POL152", "An analysis that must prove that nobody uses the old shape does not exist", "Define it in the environment's `analyses`.");

    /// <summary>Outside a window.</summary>
    public static readonly FailureCode OutsideWindow = new("POL201", "Outside the policy's windows", "Nothing to do: the run starts by itself when the window opens.", Severity.Info);

    /// <summary>Frozen.</summary>
    public static readonly FailureCode Frozen = new("POL202", "In a freeze", "Nothing to do: the run starts by itself when the freeze ends.", Severity.Info);

    /// <summary>Soaking.</summary>
    public static readonly FailureCode Soaking = new("POL203", "The bundle has not soaked long enough", "Nothing to do: the run starts by itself when the soak is over.", Severity.Info);

    /// <summary>Not approved yet.</summary>
    public static readonly FailureCode NotApproved = new("POL204", "People must still decide", "`fm status RUN` names who is still needed.", Severity.Info);

    /// <summary>No plan to decide about.</summary>
    public static readonly FailureCode NotReady = new("POL205", "There is nothing to decide about", "Look at the run with `fm status RUN`.", Severity.Info);

    /// <summary>Scheduled.</summary>
    public static readonly FailureCode Scheduled = new("POL206", "A change note says when the run may start", "Nothing to do: the run starts by itself then.", Severity.Info);

    /// <summary>Contracts too early.</summary>
    public static readonly FailureCode ContractsEarly = new("POL207", "What a change follows has not stood long enough", "Nothing to do: the run starts by itself then.", Severity.Info);

    /// <summary>Still used.</summary>
    public static readonly FailureCode StillUsed = new("POL208", "Nothing proves that the old shape is not used", "Find out who uses it; the run measures again by itself, and starts when all of it passes.", Severity.Info);

    /// <summary>No cases.</summary>
    public static readonly FailureCode NoCases = new("POL301", "There are no cases of the policy", "Write a file in policies/tests with a document of kind PolicyCases; `docs/evidence.md` shows one.");
}
