namespace FunctionsMigrator.Core.Notices;

/// <summary>How the connection to a server for e-mail is protected.</summary>
public enum SmtpSecurity
{
    /// <summary>It begins unprotected and is protected before anything is said; a server that cannot do that is refused.</summary>
    StartTls,

    /// <summary>It is protected from its first byte.</summary>
    Tls,

    /// <summary>Not at all; only to this machine.</summary>
    None,
}
