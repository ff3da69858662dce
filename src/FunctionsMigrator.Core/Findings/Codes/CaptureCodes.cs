namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>Writing what is live into the repository.</summary>
public static class CaptureCodes
{
    /// <summary>No such thing to capture.</summary>
    public static readonly FailureCode Unknown = new("CAP001", "There is nothing to capture by that name", "Correct the name, or add `--kind KIND --target TARGET` for a resource that the repository does not have yet; nothing was written.");

    /// <summary>Several truths.</summary>
    public static readonly FailureCode RegionsDiffer = new("CAP002", "Targets of one environment hold different values", "Say which one is right with `--region NAME` or `--target ADDRESS`, or give the value a variable that regions define.");

    /// <summary>Not shown, so not written.</summary>
    public static readonly FailureCode Sensitive = new("CAP003", "A sensitive value is not captured", "Write the value or the reference by hand, or take it out of `sensitive`.");

    /// <summary>Written through a variable.</summary>
    public static readonly FailureCode Variable = new("CAP004", "A value that is written through a variable is not captured", "Change the variable in the environment file, or write a plain value in its place and capture again.");

    /// <summary>Whose is it.</summary>
    public static readonly FailureCode NoOwner = new("CAP005", "A live item belongs to no resource, and several could take it", "Name the resource that shall have it: `fm capture --env NAME --resource NAME`.", Severity.Warning);

    /// <summary>No form in git.</summary>
    public static readonly FailureCode NoForm = new("CAP006", "Something that is live has no form in the repository", "Change it on the target or in git by hand; the rest was captured.");

    /// <summary>An applied script that git lacks.</summary>
    public static readonly FailureCode ScriptMissing = new("CAP007", "A script stands applied that the repository does not have", "Bring the script's file into git: a database does not keep its text.", Severity.Warning);

    /// <summary>The structure is the work of scripts.</summary>
    public static readonly FailureCode Scripted = new("CAP008", "The structure is made by scripts already", "Leave `baseline` as it is: it describes the database before the first script of the resource.");

    /// <summary>A file cannot be written there.</summary>
    public static readonly FailureCode Place = new("CAP009", "A captured file cannot be written", "Choose another name or path, or move what is in the way; nothing was written.");

    /// <summary>A document that cannot be edited.</summary>
    public static readonly FailureCode NotEditable = new("CAP010", "A document cannot be edited in place", "Write the named values by hand; nothing of this document was written.");
}
