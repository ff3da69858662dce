using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Signatures;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary>A verb that makes a version of the record of signers.</summary>
internal abstract class SignerChangeVerb(string name, string description) : HostVerb(name, description)
{
    private const int LongestFile = 64 << 10;

    /// <inheritdoc/>
    protected sealed override async Task<int> RunAsync(Call call, IFmHost host, CancellationToken cancellation)
    {
        var caller = await host.CallerAsync(cancellation);
        if (!caller.TryGet(out var asker))
        {
            return call.Fail(caller.Findings);
        }

        var changed = await ChangeAsync(call, host.Migrator, asker, cancellation);
        if (!changed.TryGet(out var set))
        {
            return call.Fail(changed.Findings);
        }

        var change = set.Change!;
        call.Output.Line($"{(set.Revoked.Any(key => change.Fingerprints.Contains(key.Fingerprint)) ? "revoked" : "added")} {change.Subject}: {string.Join(", ", change.Fingerprints)}");
        call.Output.Line($"version {set.Version} of the signers is in force");
        call.Output.Document(set);
        return ExitCode.Done;
    }

    /// <summary>Makes the change.</summary>
    protected abstract Task<Outcome<SignerSet>> ChangeAsync(Call call, IMigrator migrator, Caller caller, CancellationToken cancellation);

    /// <summary>The text of a file with public keys; <c>SIG030</c> where there is none, or it is no such file.</summary>
    protected static async Task<Outcome<string>> ReadAsync(string file, CancellationToken cancellation)
    {
        var info = new FileInfo(file);
        if (!info.Exists)
        {
            return SignatureCodes.BadKey.Fail<string>($"There is no file '{file}'.");
        }

        return info.Length > LongestFile
            ? SignatureCodes.TooMuch.Fail<string>($"The file '{file}' has {info.Length} bytes; {LongestFile} are read.")
            : Outcome.Of(await File.ReadAllTextAsync(info.FullName, cancellation));
    }
}
