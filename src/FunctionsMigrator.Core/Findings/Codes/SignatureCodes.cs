namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>Signatures of commits, and the record of who may sign.</summary>
public static class SignatureCodes
{
    private const string SignAnew = "Sign the commit anew with a key that `fm signers list` shows, and push again.";

    /// <summary>No signature.</summary>
    public static readonly FailureCode Unsigned = new("SIG001", "A commit is not signed", "Sign it (`git commit --amend -S`, or `git rebase --exec 'git commit --amend --no-edit -S' FROM`) and push again.");

    /// <summary>Nobody's key.</summary>
    public static readonly FailureCode UnknownKey = new("SIG002", "A commit is signed by a key that nobody added", "If the key is one of yours, an admin adds it: `fm signers add NAME --key FILE`.");

    /// <summary>Expired when it was used.</summary>
    public static readonly FailureCode Expired = new("SIG003", "The key, its certificate or its entry was expired when the commit was signed", "Renew the key or its entry, and sign the commit anew.");

    /// <summary>Used before its time.</summary>
    public static readonly FailureCode NotYetValid = new("SIG004", "The key, its certificate or its entry was not valid yet when the commit was signed or arrived", "Wait until the key is valid, and sign the commit anew.");

    /// <summary>Revoked.</summary>
    public static readonly FailureCode Revoked = new("SIG005", "The key is revoked", "A revoked key never counts, whenever the commit says it was made. Sign the commit anew with another key.");

    /// <summary>Made for something else.</summary>
    public static readonly FailureCode WrongNamespace = new("SIG006", "The signature was made for another purpose than git", "Sign the commit with git, whose namespace is 'git'; an entry's `namespaces` must allow it.");

    /// <summary>Unreadable.</summary>
    public static readonly FailureCode Malformed = new("SIG007", "The signature or the signed commit is malformed", SignAnew);

    /// <summary>Does not fit.</summary>
    public static readonly FailureCode Tampered = new("SIG008", "The signature does not fit the commit", "The commit or its signature was changed after it was signed. Find out by whom; then sign it anew.");

    /// <summary>Unknown or weak.</summary>
    public static readonly FailureCode UnknownAlgorithm = new("SIG009", "The kind of signature, key or hash is unknown or too weak", "Use an SSH signature (Ed25519, ECDSA, RSA with SHA-2 and 2048 bits or more) or OpenPGP with SHA-2.");

    /// <summary>Expired when it came.</summary>
    public static readonly FailureCode LateArrival = new("SIG010", "The key was expired when the commit arrived", "A commit counts with an expired key only if it was seen while the key was valid: its own date proves nothing. Sign it anew.");

    /// <summary>Somebody else's name.</summary>
    public static readonly FailureCode OtherCommitter = new("SIG011", "The signer is not the committer", "Commit under an address that is a principal of the key, or have the address added as a principal.");

    /// <summary>Certificate refused.</summary>
    public static readonly FailureCode BadCertificate = new("SIG012", "The SSH certificate does not allow the signature", "Have a user certificate issued by the authority in `fm signers list`, with the committer as a principal and without critical options.");

    /// <summary>Platform's key.</summary>
    public static readonly FailureCode PlatformNotChosen = new("SIG013", "A commit is signed by the platform and not by a person", "Merge on your own machine and sign, or name the platform's signer under `commits: { platform: [...] }` of the policy.");

    /// <summary>Not for this path.</summary>
    public static readonly FailureCode NotForPath = new("SIG014", "The signer may not change this path", "Have the change signed by a signer that the policy names for the path.");

    /// <summary>Not a signing key.</summary>
    public static readonly FailureCode NotASigningKey = new("SIG015", "The OpenPGP key is not made for signing", "Sign with a key or subkey that has the signing flag and, for a subkey, its cross-certification.");

    /// <summary>No start.</summary>
    public static readonly FailureCode NoTrustFrom = new("SIG020", "The first run of an environment that requires signatures has no trusted start", "An admin states the commit up to which everything is trusted: `fm migrate --env NAME --trust-from COMMIT`.");

    /// <summary>Start stated too late.</summary>
    public static readonly FailureCode TrustFromTooLate = new("SIG021", "A trusted start is stated only for the first run of an environment", "Leave out --trust-from: signatures are checked after the commit that the environment holds.");

    /// <summary>Start elsewhere.</summary>
    public static readonly FailureCode TrustFromElsewhere = new("SIG022", "The trusted start is not an ancestor of the commit", "Name a commit that the run's commit descends from.");

    /// <summary>Too many.</summary>
    public static readonly FailureCode TooManyCommits = new("SIG023", "More commits at once than signatures are checked", "Bring an older commit first, and then this one.");

    /// <summary>Unreadable key.</summary>
    public static readonly FailureCode BadKey = new("SIG030", "The key or line cannot be read", "Give an OpenSSH public key, lines of an allowed_signers file, or an armored OpenPGP public key.");

    /// <summary>For whom.</summary>
    public static readonly FailureCode NoPrincipal = new("SIG031", "The key names nobody", "Say whose it is: `--principal you@example.com`, the address of the commits.");

    /// <summary>Which midnight.</summary>
    public static readonly FailureCode NoZone = new("SIG032", "A time without a zone", "End the time with Z, or say which zone is meant: `--zone Europe/Berlin`.");

    /// <summary>Binary list.</summary>
    public static readonly FailureCode BinaryList = new("SIG033", "A binary key revocation list is not read", "Give the revoked keys as OpenSSH public keys, one a line.");

    /// <summary>Name taken.</summary>
    public static readonly FailureCode NameTaken = new("SIG034", "There is a signer of this name", "Choose another name; `fm signers list` shows them all.");

    /// <summary>No such signer.</summary>
    public static readonly FailureCode UnknownSigner = new("SIG035", "There is no such signer or key", "Look with `fm signers list`; give a name, a fingerprint (SHA256:... or hexadecimal digits), or --key FILE.");

    /// <summary>Revoked once is revoked for ever.</summary>
    public static readonly FailureCode RevokedKey = new("SIG036", "A revoked key cannot be added", "Make a new key.");

    /// <summary>Too much.</summary>
    public static readonly FailureCode TooMuch = new("SIG037", "More signers, keys or text than the record takes", "Add fewer or smaller keys; a certificate authority stands for many.");

    /// <summary>Verified.</summary>
    public static readonly FailureCode Verified = new("SIG040", "A commit's signature counts", "Nothing to do.", Severity.Info);
}
