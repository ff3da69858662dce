namespace FunctionsMigrator.Adapters.Git.Signatures.Ssh;

/// <summary>Whether a signature fits its key and message.</summary>
internal enum SshFit
{
    /// <summary>It does.</summary>
    Fits,

    /// <summary>It does not.</summary>
    Differs,

    /// <summary>It cannot be read.</summary>
    Malformed,

    /// <summary>Its algorithm is unknown, weak, or not the key's.</summary>
    UnknownAlgorithm,
}
