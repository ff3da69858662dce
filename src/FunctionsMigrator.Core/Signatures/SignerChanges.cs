using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Core.Signatures;

/// <summary>What an admin does with the record of signers. A change takes force with the next commit that is looked at.</summary>
internal sealed partial class SignerChanges(MigratorServices services)
{
    private const int MostSigners = 500;
    private const int MostRevoked = 10_000;
    private const int MostNames = 20;
    private readonly SignerRecords _records = new(services.Store.Blobs, services.Store.Records, services.Time);

    public Task<SignerSet> ReadAsync(CancellationToken cancellation) => _records.ReadAsync(cancellation);

    public async Task<Outcome<SignerSet>> AddAsync(AddSigner request, Caller caller, CancellationToken cancellation)
    {
        var groups = request.Groups ?? [];
        var principals = request.Principals ?? [];
        if (groups.Append(request.Name).FirstOrDefault(name => !Name().IsMatch(name)) is { } bad)
        {
            return SignatureCodes.BadKey.Fail<SignerSet>($"'{bad}' is no name: letters, digits, '.', '_' and '-', at most 100.", remedy: "Choose another name.");
        }

        if (groups.Count > MostNames || principals.Count > MostNames)
        {
            return SignatureCodes.TooMuch.Fail<SignerSet>($"A signer has at most {MostNames} groups and {MostNames} principals.");
        }

        var read = services.CommitVerifier.ReadKeys(request.Keys, principals, request.Zone);
        return read.TryGet(out var keys)
            ? await _records.ChangeAsync(set => Add(set, request.Name, keys, groups, request.Platform, caller), cancellation)
            : read.As<SignerSet>();
    }

    public async Task<Outcome<SignerSet>> RevokeAsync(RevokeSigner request, Caller caller, CancellationToken cancellation)
    {
        if (request.Keys is not { } text)
        {
            return await _records.ChangeAsync(set => Revoke(set, request.Signer ?? "", request.Reason, caller), cancellation);
        }

        var read = services.CommitVerifier.ReadRevoked(text);
        return read.TryGet(out var fingerprints)
            ? await _records.ChangeAsync(set => Revoke(set, fingerprints[0], fingerprints, request.Reason, caller), cancellation)
            : read.As<SignerSet>();
    }

    private Outcome<SignerSet> Add(SignerSet set, string name, SignerKeys keys, IReadOnlyList<string> groups, bool platform, Caller caller)
    {
        if (set.Signers.Any(signer => signer.Name == name))
        {
            return SignatureCodes.NameTaken.Fail<SignerSet>($"There is a signer '{name}' already.");
        }

        if (keys.Fingerprints.Select(set.RevocationOf).FirstOrDefault(revoked => revoked is not null) is { } revoked)
        {
            return SignatureCodes.RevokedKey.Fail<SignerSet>($"{revoked.By} revoked the key {revoked.Fingerprint}: {revoked.Reason}");
        }

        if (set.Signers.Count >= MostSigners)
        {
            return SignatureCodes.TooMuch.Fail<SignerSet>($"There are {set.Signers.Count} signers already.");
        }

        var now = services.Time.GetUtcNow();
        return Outcome.Of(set with
        {
            Signers = [.. set.Signers, new Signer(name, keys.Kind, keys.Text, keys.Fingerprints, keys.Principals, groups, platform, caller.Name, now)],
            Change = new SignerChange(AuditEvents.SignerAdded, name, keys.Fingerprints, caller.Name, now),
        });
    }

    private Outcome<SignerSet> Revoke(SignerSet set, string named, string reason, Caller caller)
    {
        if (set.Signers.FirstOrDefault(signer => signer.Name == named) is { } signer)
        {
            return Revoke(set, named, signer.Fingerprints, reason, caller);
        }

        return set.Signers.SelectMany(signer => signer.Fingerprints).FirstOrDefault(print => print.Equals(named, StringComparison.OrdinalIgnoreCase)) is { } fingerprint
            ? Revoke(set, fingerprint, [fingerprint], reason, caller)
            : SignatureCodes.UnknownSigner.Fail<SignerSet>($"There is no signer and no key '{named}'.{DidYouMean.Hint(named, set.Signers.Select(known => known.Name))}");
    }

    private Outcome<SignerSet> Revoke(SignerSet set, string subject, IReadOnlyList<string> fingerprints, string reason, Caller caller)
    {
        var now = services.Time.GetUtcNow();
        var fresh = fingerprints.Where(print => set.RevocationOf(print) is null)
            .Select(print => new RevokedKey(print, reason, caller.Name, now, set.Signers.FirstOrDefault(signer => signer.Fingerprints.Contains(print))?.Name))
            .ToList();
        if (set.Revoked.Count + fresh.Count > MostRevoked)
        {
            return SignatureCodes.TooMuch.Fail<SignerSet>($"There are {set.Revoked.Count} revoked keys already.");
        }

        IReadOnlyList<RevokedKey> revoked = [.. set.Revoked, .. fresh];
        return Outcome.Of(set with
        {
            // A signer without a key that counts is none; one with others stays, and its revoked key never counts again.
            Signers = [.. set.Signers.Where(signer => signer.Fingerprints.Any(print => revoked.All(key => key.Fingerprint != print)))],
            Revoked = revoked,
            Change = new SignerChange(AuditEvents.SignerRevoked, subject, fingerprints, caller.Name, now, reason),
        });
    }

    [GeneratedRegex(MetadataDocument.NamePattern)]
    private static partial Regex Name();
}
