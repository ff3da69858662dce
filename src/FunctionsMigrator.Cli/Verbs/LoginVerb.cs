using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm login</c>: keeps a key for this person, and with sub-verbs makes and revokes keys.</summary>
internal sealed class LoginVerb : HostVerb
{
    private readonly Option<bool> _forget = new("--forget") { Description = "Forget the key that is kept for this store." };

    public LoginVerb()
        : base("login", "Keep an API key for this store (or server), so that FM_API_KEY need not be set; or make, list, rotate and revoke keys.")
    {
        Details = "Without a sub-verb it reads a key from standard input (at a terminal it asks, and shows nothing of it), checks it, and keeps it in `~/.config/functions-migrator/credentials`, readable by you alone. FM_API_KEY wins over a kept key.";
        Examples =
        [
            new("fm login", "Asks for the key."),
            new("fm login create kim --role approver", "An admin makes a key for kim; it is shown once."),
            new("fm login --forget", "Forget the kept key."),
        ];
        Add(_forget);

        // Tells the parser that the verb can do without a sub-verb; it is never invoked by it.
        SetAction(static _ => { });
        Add(new CreateKeyVerb());
        Add(new RotateKeyVerb());
        Add(new ListKeysVerb());
        Add(new RevokeKeyVerb());
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, IFmHost host, CancellationToken cancellation)
    {
        var credentials = new Credentials(call.Session.Surroundings);
        if (call.Get(_forget))
        {
            credentials.Keep(host.CredentialName, null);
            call.Output.Line("forgot the key of this store");
            call.Output.Document(new LoginDocument(null, []));
            return ExitCode.Done;
        }

        var key = await ReadKeyAsync(call, cancellation);
        var caller = await host.CheckKeyAsync(key, cancellation);
        if (!caller.TryGet(out var holder))
        {
            return call.Fail(caller.Findings);
        }

        if (!credentials.Keep(host.CredentialName, key))
        {
            return call.Fail(CliCodes.NoHome.Finding("this user has no home folder to keep a key in"));
        }

        var roles = holder.Roles.Order().ToList();
        call.Output.Line(("logged in as ", Tone.Plain), (holder.Name, Tone.Strong), ($"{(roles.Count == 0 ? "" : $" ({KeyWords.Roles(roles)})")}; kept in {credentials.File}", Tone.Plain));
        call.Output.Document(new LoginDocument(holder.Name, roles));
        return ExitCode.Done;
    }

    private static async Task<string> ReadKeyAsync(Call call, CancellationToken cancellation)
    {
        var terminal = call.Session.Terminal;
        if (!terminal.InIsTerminal)
        {
            return (await terminal.In.ReadLineAsync(cancellation))?.Trim() ?? "";
        }

        await terminal.Error.WriteAsync("API key: ");
        var typed = terminal.ReadHidden();
        await terminal.Error.WriteLineAsync();
        return typed.Trim();
    }
}

/// <summary>What <c>fm login --json</c> prints.</summary>
internal sealed record LoginDocument(string? Name, IReadOnlyList<AccessRole> Roles);
