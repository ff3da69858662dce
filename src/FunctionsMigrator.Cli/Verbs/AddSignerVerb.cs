using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Signatures;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm signers add</c>.</summary>
internal sealed class AddSignerVerb : SignerChangeVerb
{
    private readonly Argument<string> _name = new("name") { HelpName = "NAME", Description = "How policies will name the signer." };

    private readonly Option<string> _key = new("--key")
    {
        HelpName = "FILE",
        Description = "An OpenSSH public key, lines of an allowed_signers file, or an armored OpenPGP public key.",
        Required = true,
    };

    private readonly Option<string[]> _principal = new("--principal")
    {
        HelpName = "ADDRESS",
        Description = "Address of the committers it may sign for, or a pattern. Can be given several times. Default: as the file says.",
    };

    private readonly Option<string[]> _group = new("--group") { HelpName = "NAME", Description = "A further name by which a policy finds it, such as dba-keys. Can be given several times." };

    private readonly Option<string?> _zone = new("--zone") { HelpName = "ZONE", Description = "Time zone of valid-after and valid-before without Z, such as Europe/Berlin." };

    private readonly Option<bool> _platform = new("--platform") { Description = "It is the git platform's own key: it counts only where a policy names it." };

    public AddSignerVerb()
        : base("add", "Add a signer.")
    {
        Details = "For an admin. The signer's commits count from now on, wherever a policy asks for signatures. What a revoked key signed never counts again, so a revoked key cannot be added.";
        Examples =
        [
            new("fm signers add ada --key ada.pub --principal ada@example.com", "An OpenSSH public key, and the address of its commits."),
            new("fm signers add dbas --key allowed_signers --group dba-keys --zone Europe/Berlin", "Lines of an allowed_signers file, certificate authorities too."),
            new("fm signers add github --key web-flow.asc --platform", "The key with which the platform signs merges; policies name it under `commits: { platform: [github] }`."),
        ];
        Add(_name);
        Add(_key);
        Add(_principal);
        Add(_group);
        Add(_zone);
        Add(_platform);
    }

    /// <inheritdoc/>
    protected override async Task<Outcome<SignerSet>> ChangeAsync(Call call, IMigrator migrator, Caller caller, CancellationToken cancellation)
    {
        var read = await ReadAsync(call.Get(_key)!, cancellation);
        return read.TryGet(out var keys)
            ? await migrator.AddSignerAsync(
                new AddSigner(call.Get(_name)!, keys, call.Get(_principal), call.Get(_group), call.Get(_zone), call.Get(_platform)), caller, cancellation)
            : read.As<SignerSet>();
    }
}
