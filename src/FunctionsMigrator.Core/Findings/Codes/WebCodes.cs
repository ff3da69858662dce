namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>The HTTP API and its client.</summary>
public static class WebCodes
{
    /// <summary>No connection.</summary>
    public static readonly FailureCode Unreachable = new("WEB001", "The server cannot be reached", "Check the address given with --server, that the server runs, and the network between; then run the same command again.");

    /// <summary>No answer in time.</summary>
    public static readonly FailureCode TimedOut = new("WEB002", "The server did not answer in time", "Look with `fm status` whether the request arrived, then run the same command again.");

    /// <summary>Something else answers at that address.</summary>
    public static readonly FailureCode OtherAnswer = new("WEB003", "The answer is not one of this API", "Check that the address given with --server is that of a FunctionsMigrator server of this version, and that no proxy answers in its place.");

    /// <summary>The server points elsewhere.</summary>
    public static readonly FailureCode Redirected = new("WEB004", "The server redirects", "No key is sent to another address; give --server the address that is named, if you trust it.");

    /// <summary>The answer ends too early.</summary>
    public static readonly FailureCode Interrupted = new("WEB005", "The answer was cut off", "Run the same command again; what arrived is not complete.");

    /// <summary>The address would show the key.</summary>
    public static readonly FailureCode NotProtected = new("WEB006", "The key would travel unprotected", "Use an https address; http is for this machine only.");

    /// <summary>No key.</summary>
    public static readonly FailureCode NotSignedIn = new("WEB010", "The request is not signed in", "Send `Authorization: Bearer fm_...`; with `fm`, set FM_API_KEY or use `fm login`.");

    /// <summary>The key stands where logs see it.</summary>
    public static readonly FailureCode KeyInAddress = new("WEB011", "The address holds an API key", "Send keys in the Authorization header only. Addresses are logged: revoke this key.");

    /// <summary>Too many wrong keys.</summary>
    public static readonly FailureCode TooManyAttempts = new("WEB012", "Too many failed attempts to sign in", "Wait as long as Retry-After says, and correct the key.");

    /// <summary>Another name than the server's.</summary>
    public static readonly FailureCode OtherHost = new("WEB013", "The request names another host", "Use a name that the server was started for, or add the name to its allowed hosts.");

    /// <summary>Body or address cannot be read.</summary>
    public static readonly FailureCode BadRequest = new("WEB014", "The request cannot be read", "Compare it with docs/api.md, or with /openapi/v1.json of the server.");

    /// <summary>The body is too large.</summary>
    public static readonly FailureCode TooLarge = new("WEB015", "The body is too large", "Send no more than the members that docs/api.md names; 1 MiB is the limit.");

    /// <summary>Not JSON.</summary>
    public static readonly FailureCode NotJson = new("WEB016", "The body is not JSON", "Send JSON with `Content-Type: application/json`.");

    /// <summary>No such address.</summary>
    public static readonly FailureCode NoSuchAddress = new("WEB017", "There is nothing at this address", "docs/api.md lists the addresses of the API.");

    /// <summary>Another method.</summary>
    public static readonly FailureCode OtherMethod = new("WEB018", "The address does not take this method", "docs/api.md names the method of each address.");

    /// <summary>A fault of the server.</summary>
    public static readonly FailureCode Incident = new("WEB019", "The server failed", "Look for the incident in the server's log.");

    /// <summary>Not a target of the plan.</summary>
    public static readonly FailureCode UnknownTarget = new("WEB020", "The plan has no such target", "Use an address that the plan lists.");

    /// <summary>Not for people.</summary>
    public static readonly FailureCode NotACommand = new("WEB021", "The command is not for people", "Use approve, reject, withdraw, abort, pause, resume, retry or skip.");

    /// <summary>Not ready.</summary>
    public static readonly FailureCode NotReady = new("WEB022", "The server is not ready", "Wait; if it stays so, look at the server's log.");

    /// <summary>A form that this server did not give to this person.</summary>
    public static readonly FailureCode CrossSite = new("WEB023", "The form does not come from this server's own page", "Open the page again and repeat what you did; a form counts once you are signed in, in the browser that showed it.");
}
