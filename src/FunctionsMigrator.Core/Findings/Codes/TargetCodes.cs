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

    /// <summary>Another store's target.</summary>
    public static readonly FailureCode OtherStore = new("TGT020", "The target belongs to another store", "Work with that store (`--server`), or take the target over with `fm locks take-over TARGET --reason TEXT`.");

    /// <summary>Overtaken.</summary>
    public static readonly FailureCode ClaimLost = new("TGT021", "A later execution holds the target", "Nothing to do: the later execution goes on.", Severity.Warning);

    /// <summary>The live value is neither what was planned nor what is wanted.</summary>
    public static readonly FailureCode Moved = new("TGT022", "An item changed while it was about to be written", "Look at the plan again with `fm status RUN`; the run makes it again or asks you.");

    /// <summary>No SQL here.</summary>
    public static readonly FailureCode NoSql = new("TGT030", "The target type has no SQL", "Point the analysis or script at a SQL target.");

    /// <summary>A script failed.</summary>
    public static readonly FailureCode ScriptFailed = new("TGT031", "A script failed", "Correct the script in git; nothing of it was kept.");

    /// <summary>A table does not fit the file.</summary>
    public static readonly FailureCode TableMismatch = new("TGT032", "A table does not fit the reference data", "Create the missing table or columns by a script, or correct the file.");

    /// <summary>No such secret.</summary>
    public static readonly FailureCode SecretMissing = new("TGT040", "A secret cannot be resolved", "Provide the secret where the environment's `secrets` says.");
}
