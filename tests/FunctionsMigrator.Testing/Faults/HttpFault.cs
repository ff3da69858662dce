namespace FunctionsMigrator.Testing.Faults;

/// <summary>What happens to one request on its way.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Before">The service gets it before anything else happens.</param>
/// <param name="Status">What the client is answered instead; null: the connection breaks off.</param>
/// <param name="RetryAfter">Value of the header.</param>
/// <param name="Again">The service gets it, and then once more; the client is answered what the second one was.</param>
/// <param name="Late">The connection breaks off, and the service gets it just before the next request of the client.</param>
public sealed record HttpFault(string Name, bool Before = false, int? Status = null, string? RetryAfter = null, bool Again = false, bool Late = false)
{
    /// <summary>It never arrives, and no answer comes.</summary>
    public static HttpFault Cut { get; } = new("cut");

    /// <summary>It is carried out, and no answer comes.</summary>
    public static HttpFault DropAnswer { get; } = new("answer dropped", Before: true);

    /// <summary>It is carried out twice.</summary>
    public static HttpFault Duplicate { get; } = new("duplicated", Again: true);

    /// <summary>No answer comes; it is carried out when the client asks again, before that.</summary>
    public static HttpFault Delayed { get; } = new("delayed", Late: true);

    /// <summary>It is turned away.</summary>
    public static HttpFault TurnedAway(int status, string? retryAfter = null) => new($"{status}{(retryAfter is null ? "" : $" retry after {retryAfter}")}", Status: status, RetryAfter: retryAfter);

    /// <summary>It is carried out, and something on the way answers for the service.</summary>
    public static HttpFault BadGateway { get; } = new("carried out, answered 502", Before: true, Status: 502);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
