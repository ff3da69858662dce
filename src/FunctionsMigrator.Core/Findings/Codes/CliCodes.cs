namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>The command line: how it was called and where.</summary>
public static class CliCodes
{
    /// <summary>Wrong usage.</summary>
    public static readonly FailureCode Usage = new("CLI001", "The command line cannot be understood", "See `fm --help`.");

    /// <summary>Not inside a metadata repository.</summary>
    public static readonly FailureCode NoRepository = new("CLI002", "No metadata repository was found", "Change into one, name it with `--repository PATH`, or make one with `fm new repository NAME`.");

    /// <summary>Would overwrite.</summary>
    public static readonly FailureCode Exists = new("CLI003", "A file to be written exists already", "Choose another name, or edit the file that is there; nothing was written.");

    /// <summary>An unexpected error.</summary>
    public static readonly FailureCode Incident = new("CLI004", "Something unexpected happened", "Run the same command with `--verbose` and report what it prints; a run that was under way is continued with `fm resume RUN`.");

    /// <summary>Only beside the repository.</summary>
    public static readonly FailureCode OnlyLocal = new("CLI005", "The verb works only on a local store", "Run it without `--server` where the store can be opened: on the machine that holds a local one, or in a clone whose migrator.yaml names the shared one (`store:`), with access to it.");

    /// <summary>Nothing to continue.</summary>
    public static readonly FailureCode NothingToResume = new("CLI006", "There is no unfinished run", "Start one with `fm migrate --env NAME`.");

    /// <summary>The demonstration did not go as it must.</summary>
    public static readonly FailureCode DemoFailed = new("CLI007", "The demonstration did not end as it must", "Run `fm demo --keep --verbose`, look at the run it names, and report it.");

    /// <summary>Nowhere to keep a key.</summary>
    public static readonly FailureCode NoHome = new("CLI008", "There is no folder to keep a key in", "Set HOME or XDG_CONFIG_HOME, or use FM_API_KEY.");

    /// <summary>No server for the demonstration.</summary>
    public static readonly FailureCode NoServer = new("CLI009", "A server for the demonstration cannot be started", "Do what the message says, or run `fm demo` without `--targets`.");

    /// <summary>Cannot listen.</summary>
    public static readonly FailureCode CannotListen = new("CLI010", "The address cannot be listened on", "Name another address or port with `--listen`, or stop what listens there.");

    /// <summary>A file that cannot be written.</summary>
    public static readonly FailureCode CannotWrite = new("CLI011", "A file cannot be written", "Make room and give this user the right to write the folder, then run the same command again.");
}
