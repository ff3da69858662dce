namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>Targets: reaching, owning and writing them.</summary>
public static class TargetCodes
{
    /// <summary>No connection.</summary>
    public static readonly FailureCode Unreachable = new("TGT001", "A target cannot be reached", "Check the address, the network and that the target exists, then run the same command again.");

    /// <summary>Unknown type.</summary>
    public static readonly FailureCode UnknownType = new("TGT002", "An unknown target type", "Use one of the listed types.");

    /// <summary>Bad definition.</summary>
    public static readonly FailureCode BadDefinition = new("TGT003", "A target definition does not fit its type", "Correct the named key in the environment file.");

    /// <summary>Wrong kind.</summary>
    public static readonly FailureCode KindNotHeld = new("TGT004", "A target type cannot hold this kind of resource", "Give the resource a target of a type that holds its kind.");

    /// <summary>Another process writes it.</summary>
    public static readonly FailureCode Busy = new("TGT005", "Somebody else is writing the target", "Wait until the other process has finished, or end it, then run the same command again; nothing was written.");

    /// <summary>No space left.</summary>
    public static readonly FailureCode Full = new("TGT006", "The target has no space left", "Free space, then `fm resume RUN`, or `fm retry RUN` when it has ended; nothing was half-applied.");

    /// <summary>A damaged target.</summary>
    public static readonly FailureCode Damaged = new("TGT007", "The target is damaged", "Restore the target from its backup, then compare it with `fm plan --env NAME`.");

    /// <summary>Another format.</summary>
    public static readonly FailureCode Newer = new("TGT008", "The target's bookkeeping was written by a newer version", "Use the version that wrote it, or a newer one.");

    /// <summary>In a folder that the host does not have.</summary>
    public static readonly FailureCode NoFolder = new("TGT009", "The target lies in a folder of a machine", "Migrate this environment with `fm` on the machine that has the folder, or give the target a type that a service holds.");

    /// <summary>A file of the target has another form.</summary>
    public static readonly FailureCode Malformed = new("TGT010", "A file of the target does not have its form", "Correct the named file on the target by hand, then run the same command again; nothing was written.");

    /// <summary>A key that the target cannot hold.</summary>
    public static readonly FailureCode BadKey = new("TGT011", "A key cannot be an item of this target", "Rename the item in git.");

    /// <summary>A symbolic link in the target.</summary>
    public static readonly FailureCode SymbolicLink = new("TGT012", "A symbolic link stands in the target", "Replace the link by the file or folder itself; links could lead a write out of the target.");

    /// <summary>Wrong or insufficient credentials.</summary>
    public static readonly FailureCode AccessRefused = new("TGT013", "The target refuses these credentials, or they lack a right", "Correct the credentials or give their identity the right that the message names, then run the same command again; nothing was written.");

    /// <summary>Something else answers.</summary>
    public static readonly FailureCode OtherService = new("TGT014", "Something else answers at the target's address", "Correct the address in the environment file; proxies, sign-in pages and redirects are not followed.");

    /// <summary>A replica, or a database that is read-only.</summary>
    public static readonly FailureCode ReadOnlyTarget = new("TGT015", "The target takes no writes", "Let the target's connection lead to the primary server, and to a database and role that may write; nothing was written.");

    /// <summary>A process without the languages' data.</summary>
    public static readonly FailureCode NoLanguages = new("TGT016", "This process cannot speak to SQL Server", "Set the environment variable `DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=0` (in the app: an application setting), and install the operating system's package libicu where there is none; nothing was written.");

    /// <summary>Another store's target.</summary>
    public static readonly FailureCode OtherStore = new("TGT020", "The target belongs to another store", "Work with that store (`--server`), or take the target over with `fm locks take-over TARGET --reason TEXT`.");

    /// <summary>Overtaken.</summary>
    public static readonly FailureCode ClaimLost = new("TGT021", "A later execution holds the target", "Nothing to do: the later execution goes on.", Severity.Warning);

    /// <summary>The live value is neither what was planned nor what is wanted.</summary>
    public static readonly FailureCode Moved = new("TGT022", "An item changed while it was about to be written", "Look at the plan again with `fm status RUN`; the run makes it again or asks you.");

    /// <summary>Written, but something else is there.</summary>
    public static readonly FailureCode NotKept = new("TGT023", "The target does not hold what was written", "Give the column a type that holds the value exactly, or look for a trigger that changes it; nothing was written.");

    /// <summary>The target's own rules refuse an item.</summary>
    public static readonly FailureCode Refused = new("TGT024", "The target refused an item", "Correct the item in git, or the rule of the target that it breaks; nothing was written.");

    /// <summary>Somebody keeps an item from being changed.</summary>
    public static readonly FailureCode Held = new("TGT025", "Somebody keeps an item of the target from being changed", "Release the lease, legal hold, lock or policy that the message names, then `fm resume RUN`.");

    /// <summary>No SQL here.</summary>
    public static readonly FailureCode NoSql = new("TGT030", "The target type has no SQL", "Point the analysis or script at a SQL target.");

    /// <summary>A script failed.</summary>
    public static readonly FailureCode ScriptFailed = new("TGT031", "A script failed", "Correct the script in git, then run the same command again; the message says what of it stands.");

    /// <summary>A table does not fit the file.</summary>
    public static readonly FailureCode TableMismatch = new("TGT032", "A table does not fit the reference data", "Create the missing table or columns by a script, or correct the file.");

    /// <summary>A query that answers no number.</summary>
    public static readonly FailureCode NotOneNumber = new("TGT033", "A query does not answer one number", "Let the query answer one row with one numeric column.");

    /// <summary>A query that writes.</summary>
    public static readonly FailureCode NotReadOnly = new("TGT034", "A query is more than one read-only statement", "Write one SELECT.");

    /// <summary>A statement that a script may not hold.</summary>
    public static readonly FailureCode StatementRefused = new("TGT035", "A statement cannot be part of a script", "Take the statement out of the script; it ends the script's transaction or reaches beyond the target's database.");

    /// <summary>An index that no query uses.</summary>
    public static readonly FailureCode InvalidIndex = new("TGT036", "An index that was built concurrently is invalid", "Drop it with `DROP INDEX CONCURRENTLY`, then run the same command again.");

    /// <summary>What stands of a script is not what its text begins with.</summary>
    public static readonly FailureCode HalfRun = new("TGT037", "A script was edited where it already ran", "Restore in git the statements that stand, change only those behind them, then run the same command again.");

    /// <summary>The connection broke in the middle of a statement that nothing takes back.</summary>
    public static readonly FailureCode OutcomeUnknown = new("TGT038", "Nobody knows whether a statement ran", "Look at the database. Write the statement so that it may run again, or remove it from the script when it did its work; a changed statement runs anew.");

    /// <summary>A script that does not keep its own promise.</summary>
    public static readonly FailureCode NotVerified = new("TGT039", "A script's `verify` query does not hold", "Correct the script or its `verify` in git.");

    /// <summary>No such secret.</summary>
    public static readonly FailureCode SecretMissing = new("TGT040", "A secret cannot be resolved", "Provide the secret where the environment's `secrets` says.");

    /// <summary>A scratch target that differs from the live one.</summary>
    public static readonly FailureCode ScratchDiffers = new("TGT050", "The rehearsal's scratch target differs from the live one", "Rehearse on a copy of the environment (`rehearseOn`) where that matters.", Severity.Info);

    /// <summary>A step about a target did not answer.</summary>
    public static readonly FailureCode Silent = new("TGT060", "A target does not answer", "Look at what holds the target up: a lock, its network, its server; then `fm retry RUN`. A single statement that may take longer needs a longer targetTimeout in the rollout.");

    /// <summary>A description of the structure that leaves something out.</summary>
    public static readonly FailureCode SchemaIncomplete = new("TGT055", "The text of a structure leaves something out", "Look at what the message names before the text is used on another database.", Severity.Warning);
}
