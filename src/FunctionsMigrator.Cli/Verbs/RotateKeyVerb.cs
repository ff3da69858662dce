using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm login rotate</c>.</summary>
internal sealed class RotateKeyVerb : KeyVerb
{
    private readonly Argument<string> _name = new("name") { HelpName = "NAME", Description = "Name of the holder." };
    private readonly Option<TimeSpan?> _expires = KeyWords.ExpiresOption();

    public RotateKeyVerb()
        : base("rotate", "Make a new key for a name that has one; the old one stays valid for seven days at most.")
    {
        Examples = [new("fm login rotate ci --expires 90d", "Put the new key into place, then `fm login revoke ci --id ID` for the old one.")];
        Add(_name);
        Add(_expires);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsAdminAsync(Call call, LocalHost host, CancellationToken cancellation)
    {
        var made = await host.Keys.RotateAsync(call.Get(_name)!, call.Get(_expires), overlap: null, cancellation);
        return made.TryGet(out var key) ? KeyWords.Show(call, key) : call.Fail(made.Findings);
    }
}
