namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>Runs: starting, commanding and finding them.</summary>
public static class RunCodes
{
    /// <summary>No such run.</summary>
    public static readonly FailureCode Unknown = new("RUN001", "No such run", "List the runs with `fm status`.");

    /// <summary>No such environment.</summary>
    public static readonly FailureCode UnknownEnvironment = new("RUN002", "No such environment", "Use one of the listed environments, or add environments/NAME.yaml.");

    /// <summary>Too late.</summary>
    public static readonly FailureCode TooLate = new("RUN003", "The run does not take this command any more", "Look at the run with `fm status RUN`.");

    /// <summary>The plan named is not the plan that stands.</summary>
    public static readonly FailureCode OtherPlan = new("RUN004", "The approval names another plan", "Look at the plan that stands now and approve its digest.");

    /// <summary>Another run holds the environment.</summary>
    public static readonly FailureCode Locked = new("RUN005", "Another run holds the environment", "Wait for that run, abort it, or break the lock with `fm locks break ENVIRONMENT --reason TEXT`.");

    /// <summary>Lost the environment's lock.</summary>
    public static readonly FailureCode LockLost = new("RUN006", "The run's lock was broken", "An admin broke it; look at the audit for who and why, then start a new run.");

    /// <summary>Cannot be taken back.</summary>
    public static readonly FailureCode NotRevertible = new("RUN007", "The run cannot be taken back", "Make the reverse change in git.");

    /// <summary>No candidate.</summary>
    public static readonly FailureCode NoCandidate = new("RUN008", "Nothing to promote", "Complete a run in the environment before, and wait for its soak.");

    /// <summary>Retry of a run that needs none.</summary>
    public static readonly FailureCode NothingToRetry = new("RUN009", "The run needs no retry", "Only a final run that did not end well can be tried again.");

    /// <summary>Nobody decided in time.</summary>
    public static readonly FailureCode Expired = new("RUN010", "Nobody decided in time", "Start the run again with `fm retry RUN`.");

    /// <summary>Cancelled by a person.</summary>
    public static readonly FailureCode Aborted = new("RUN011", "A person stopped the run", "Start it again with `fm retry RUN` when that is wanted.");

    /// <summary>Replaced.</summary>
    public static readonly FailureCode Superseded = new("RUN012", "A newer run replaced this one", "Follow the newer run.", Severity.Warning);

    /// <summary>Undo would lose newer data.</summary>
    public static readonly FailureCode DataLoss = new("RUN013", "Taking it back would lose newer data", "Save the data, or name the target with `--accept-data-loss TARGET` (role dba).");

    /// <summary>Not restored.</summary>
    public static readonly FailureCode NotRestored = new("RUN014", "Not everything could be restored", "The audit lists what was restored and what was not; correct the rest by hand, then `fm import`.");

    /// <summary>A step made no progress.</summary>
    public static readonly FailureCode NoProgress = new("RUN015", "A step was started five times without progress", "Look at what ended its process: the log of the host, its memory, the target's; then `fm retry RUN`.");

    /// <summary>A person refused.</summary>
    public static readonly FailureCode Rejected = new("RUN016", "A person refused the plan", "Talk to them, change what they name, and commit again.");

    /// <summary>Paused by a person.</summary>
    public static readonly FailureCode Paused = new("RUN017", "A person paused the run", "`fm resume RUN` or `fm abort RUN`.", Severity.Info);

    /// <summary>Read back, and not what it should be.</summary>
    public static readonly FailureCode NotVerified = new("RUN018", "A target does not hold what was written", "Somebody else writes to the target; find out who, then `fm retry RUN`.");

    /// <summary>No plan yet.</summary>
    public static readonly FailureCode NoPlan = new("RUN019", "The run has no plan", "Wait until it was planned; `fm status RUN` shows where it stands.");

    /// <summary>No lock to break.</summary>
    public static readonly FailureCode NoLock = new("RUN020", "The environment is not locked", "Nothing to do.");

    /// <summary>No reason given.</summary>
    public static readonly FailureCode NoReason = new("RUN022", "A reason is missing", "Say why in words that somebody who reads the audit understands.");

    /// <summary>The targets keep moving.</summary>
    public static readonly FailureCode KeepsMoving = new("RUN023", "The targets keep moving", "Find out who writes to them, then `fm retry RUN`.");

    /// <summary>Stands still.</summary>
    public static readonly FailureCode StandsStill = new("RUN024", "A run stands still", "Look at the run and at the log of the host that drives it; when nobody drives it any more, break its lock and `fm retry RUN`.", Severity.Warning);

    /// <summary>The engine gave up.</summary>
    public static readonly FailureCode NotDriven = new("RUN025", "A run is open and its engine has ended it", "Look at the log of the host; `fm resume RUN` when code and history fit again, else break its lock and `fm retry RUN`.", Severity.Warning);

    /// <summary>A reason that nobody reads.</summary>
    public static readonly FailureCode ReasonTooLong = new("RUN026", "A reason is too long", "Say it in up to 2,000 characters, and name the ticket that holds the rest.");

    /// <summary>Waits at a gate.</summary>
    public static readonly FailureCode Gate = new("RUN030", "The run waits at a gate", "`fm advance RUN` when the wave looks well, else `fm abort RUN`.", Severity.Info);

    /// <summary>A command that fits another state.</summary>
    public static readonly FailureCode NotNow = new("RUN031", "The run does not take this command where it stands", "Look at the run with `fm status RUN`.");

    /// <summary>Somebody was first.</summary>
    public static readonly FailureCode Overtaken = new("RUN032", "Another command was first", "Look at what came of it with `fm status RUN`; nothing of this command was stored.");

    /// <summary>A gate for others.</summary>
    public static readonly FailureCode GateRole = new("RUN033", "The gate is for somebody else", "Ask somebody who has one of the named roles.");

    /// <summary>No such target.</summary>
    public static readonly FailureCode UnknownTarget = new("RUN021", "The run has no such target", "Copy the target from `fm status RUN`.");

    /// <summary>An item moved since the run that is to be taken back.</summary>
    public static readonly FailureCode ChangedSince = new("RUN040", "An item was changed since the run that is to be taken back", "Take the newer run back first, leave the target out with `--targets`, or make the reverse change in git.");

    /// <summary>Past retention.</summary>
    public static readonly FailureCode SnapshotsGone = new("RUN041", "The before-images of the run are past their retention", "See the reverse plan from git with `fm rollback RUN --plan-only`; `fm rollback RUN --commit` writes it as a commit on a branch, which then goes the normal way.");

    /// <summary>Nothing of the run stands on the named targets.</summary>
    public static readonly FailureCode NothingToTakeBack = new("RUN042", "The run left nothing to take back there", "Name other targets: `fm status RUN` lists what the run wrote.");
}
