namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>The audit: what its verification finds, and what cannot be appended.</summary>
public static class AuditCodes
{
    private const string Compare = "Compare with an export or a backup that verifies, and find out who may write to the store; the records before the named one can be trusted.";

    /// <summary>Bytes changed.</summary>
    public static readonly FailureCode Edited = new("AUD001", "An audit record was edited", Compare);

    /// <summary>A record is missing.</summary>
    public static readonly FailureCode Gap = new("AUD002", "An audit record is missing", Compare);

    /// <summary>A record in another's place.</summary>
    public static readonly FailureCode Moved = new("AUD003", "An audit record stands in another's place", Compare);

    /// <summary>The end is missing.</summary>
    public static readonly FailureCode CutTail = new("AUD004", "The end of an audit chain was cut off", Compare);

    /// <summary>A link of the environment's chain.</summary>
    public static readonly FailureCode BadLink = new("AUD005", "A link of an environment's audit chain is wrong", Compare);

    /// <summary>Not sealed yet.</summary>
    public static readonly FailureCode Open = new("AUD006", "The run's audit is open", "Nothing to do: it is sealed when the run ends; until then its last record cannot be proven.", Severity.Info);

    /// <summary>Nothing follows a seal.</summary>
    public static readonly FailureCode Sealed = new("AUD007", "The run's audit is sealed", "What happens after a run belongs to another run.");

    /// <summary>Something else lies there.</summary>
    public static readonly FailureCode Foreign = new("AUD008", "Something that is no audit record lies among them", Compare);

    /// <summary>No records.</summary>
    public static readonly FailureCode Unknown = new("AUD009", "There is no audit of that name", "Look at the run with `fm status RUN`; its audit begins when it does.");

    /// <summary>Sealed, and the environment's chain does not know.</summary>
    public static readonly FailureCode Unlinked = new("AUD010", "A sealed run is not linked in its environment's audit chain", "A run that ends right now is linked in a moment. If this stays, the link was removed: compare with an export or a backup.", Severity.Warning);

    /// <summary>Newer format.</summary>
    public static readonly FailureCode Format = new("AUD011", "The audit was written by a newer version", "Verify with the version that wrote it, or a newer one.");

    /// <summary>Not an export.</summary>
    public static readonly FailureCode NoExport = new("AUD012", "The folder is no audit export", "Name a folder that `fm audit export` wrote, whole and unchanged.");

    /// <summary>The folder is in use.</summary>
    public static readonly FailureCode ExportExists = new("AUD013", "The export folder is not empty", "Name a folder that does not exist or is empty.");
}
