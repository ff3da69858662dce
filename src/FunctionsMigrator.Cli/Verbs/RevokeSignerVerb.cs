using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Signatures;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm signers revoke</c>.</summary>
internal sealed class RevokeSignerVerb : SignerChangeVerb
{
    private readonly Argument<string?> _signer = new("signer")
    {
        HelpName = "SIGNER",
        Description = "A signer, all of whose keys are revoked, or the fingerprint of one key.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _key = new("--key") { HelpName = "FILE", Description = "Instead: a file with OpenSSH public keys, one a line, or an OpenPGP public key." };
    private readonly Option<string> _reason = new("--reason") { HelpName = "TEXT", Description = "Why; stands in the record and the audit.", Required = true };

    public RevokeSignerVerb()
        : base("revoke", "Revoke a signer or a key, for ever.")
    {
        Details = "For an admin. Nothing that a revoked key signed counts any more, whenever the commit says it was made; runs that wait are checked again before they write.";
        Examples =
        [
            new("fm signers revoke ada --reason \"laptop stolen\"", "All of ada's keys."),
            new("fm signers revoke --key stolen.pub --reason \"found in a log\"", "A key that nobody needs to have added."),
        ];
        Add(_signer);
        Add(_key);
        Add(_reason);
        Validators.Add(result =>
        {
            if ((result.GetValue(_signer) is null) == (result.GetValue(_key) is null))
            {
                result.AddError("give either SIGNER or --key FILE");
            }
        });
    }

    /// <inheritdoc/>
    protected override async Task<Outcome<SignerSet>> ChangeAsync(Call call, IMigrator migrator, Caller caller, CancellationToken cancellation)
    {
        var reason = call.Get(_reason)!;
        if (call.Get(_key) is not { } file)
        {
            return await migrator.RevokeSignerAsync(new RevokeSigner(call.Get(_signer), null, reason), caller, cancellation);
        }

        var read = await ReadAsync(file, cancellation);
        return read.TryGet(out var keys) ? await migrator.RevokeSignerAsync(new RevokeSigner(null, keys, reason), caller, cancellation) : read.As<SignerSet>();
    }
}
