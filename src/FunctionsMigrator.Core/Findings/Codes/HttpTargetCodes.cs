namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>HTTP services as targets: what they answer that nobody can work with.</summary>
public static class HttpTargetCodes
{
    /// <summary>No ETag.</summary>
    public static readonly FailureCode NoVersion = new("TGT070", "The service names no version of a resource", "Let the service send an ETag: without one a change by somebody else could be overwritten.");

    /// <summary>If-Match without effect.</summary>
    public static readonly FailureCode ConditionsIgnored = new("TGT071", "The service does not honour conditional writes", "Let the service honour If-Match and If-None-Match: without them an overtaken writer could not be stopped.");

    /// <summary>Certificate.</summary>
    public static readonly FailureCode Certificate = new("TGT072", "The certificate of the service is not accepted", "Renew the certificate of the service, or name the host that it was issued for.");

    /// <summary>Too large.</summary>
    public static readonly FailureCode TooLarge = new("TGT073", "The service answers more than is read", "Split the resource; at most 4 MiB are read and written.");

    /// <summary>429.</summary>
    public static readonly FailureCode TurnedAway = new("TGT074", "The service asks for fewer requests", "Wait, then `fm resume RUN`; or let the service allow more requests.");
}
