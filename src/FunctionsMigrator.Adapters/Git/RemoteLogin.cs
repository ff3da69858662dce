using System.Security.Cryptography.X509Certificates;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using LibGit2Sharp;
using LibGit2Sharp.Handlers;

namespace FunctionsMigrator.Adapters.Git;

/// <summary>Proves us to one server, and the server to us.</summary>
internal sealed class RemoteLogin(GitAddress address, GitSourceOptions options)
{
    private bool _asked;

    /// <summary>Why one of the two was refused, which the library does not say; null when neither was.</summary>
    public Finding? Refusal { get; private set; }

    /// <summary>Null where there is nothing to prove with, so that the library says so.</summary>
    public CredentialsHandler? Provider => Credential is null ? null : Answer;

    /// <summary>Asked for every https server.</summary>
    public CertificateCheckHandler CertificateCheck => IsTrusted;

    private GitCredential? Credential => address.Url!.Scheme != "https" ? null : address.Credential ?? options.Credentials?.Invoke(address.Url);

    private UsernamePasswordCredentials Answer(string url, string usernameFromUrl, SupportedCredentialTypes types)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var asking) || asking.Scheme != "https" || asking.Authority != address.Url!.Authority)
        {
            throw Deny($"Repository {address}: the server hands over to another one, which asks for credentials.");
        }

        // The library asks again when the server refuses, without end.
        if (_asked)
        {
            throw Deny($"Repository {address}: the server refused the credentials of {Credential!.User}.");
        }

        _asked = true;
        return new UsernamePasswordCredentials { Username = Credential!.User, Password = Credential.Password };
    }

    private LibGit2SharpException Deny(string message)
    {
        Refusal = GitCodes.AccessDenied.Finding(message);
        return new LibGit2SharpException(message);
    }

    private bool IsTrusted(Certificate certificate, bool valid, string host)
    {
        if (valid)
        {
            return true;
        }

        if (certificate is CertificateX509 { Certificate: { } shown } && IsVouchedFor(shown, host))
        {
            return true;
        }

        Refusal = GitCodes.Unreachable.Finding(
            $"Repository {address}: no known authority vouches for the certificate of {host}.", remedy: "Trust the authority that signed it, on this machine or in the configuration.");
        return false;
    }

    private bool IsVouchedFor(X509Certificate shown, string host)
    {
        using var server = X509CertificateLoader.LoadCertificate(shown.GetRawCertData());
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(options.Authorities);
        return server.MatchesHostname(host) && chain.Build(server);
    }
}
