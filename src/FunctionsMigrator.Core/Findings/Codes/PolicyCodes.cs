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

    /// <summary>Not promoted yet.</summary>
    public static readonly FailureCode NotPromoted = new("POL130", "The bundle was not in the environment before", "Complete a run of this commit in the environment that the policy's promotion names, then `fm retry RUN`.");

    /// <summary>Outside a window.</summary>
    public static readonly FailureCode OutsideWindow = new("POL201", "Outside the policy's windows", "Nothing to do: the run starts by itself when the window opens.", Severity.Info);

    /// <summary>Frozen.</summary>
    public static readonly FailureCode Frozen = new("POL202", "In a freeze", "Nothing to do: the run starts by itself when the freeze ends.", Severity.Info);

    /// <summary>Soaking.</summary>
    public static readonly FailureCode Soaking = new("POL203", "The bundle has not soaked long enough", "Nothing to do: the run starts by itself when the soak is over.", Severity.Info);
}
