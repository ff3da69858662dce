using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Following;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Signatures;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm signers list</c>.</summary>
internal sealed class ListSignersVerb : HostVerb
{
    public ListSignersVerb()
        : base("list", "List whose signatures count, and the keys that never count again.") => Examples = [new("fm signers list", "Who may sign, with which keys.")];

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, IFmHost host, CancellationToken cancellation)
    {
        var read = await host.Migrator.GetSignersAsync(cancellation);
        if (!read.TryGet(out var signers))
        {
            return call.Fail(read.Findings);
        }

        Print(call, signers);
        return ExitCode.Done;
    }

    private static void Print(Call call, SignerSet set)
    {
        if (set.Signers.Count == 0)
        {
            call.Output.Line("nobody may sign");
        }
        else
        {
            var table = new TextTable("signer", "for", "groups", "key", "added");
            foreach (var signer in set.Signers)
            {
                foreach (var (key, first) in signer.Fingerprints.Select((key, i) => (key, i == 0)))
                {
                    table.Add(
                        (first ? signer.Name : "", Tone.Strong),
                        (first ? signer.Platform ? "(platform)" : signer.Principals.Count == 0 ? "(as in the key)" : string.Join(", ", signer.Principals) : "", Tone.Plain),
                        (first ? string.Join(", ", signer.Groups) : "", Tone.Plain),
                        (key, Tone.Plain),
                        (first ? $"{RunWords.Time(signer.At)} by {signer.By}" : "", Tone.Faint));
                }
            }

            table.Print(call.Output);
        }

        if (set.Revoked.Count > 0)
        {
            var table = new TextTable("revoked key", "of", "at", "by", "reason");
            foreach (var key in set.Revoked)
            {
                table.Add((key.Fingerprint, Tone.Plain), (key.Signer ?? "", Tone.Strong), (RunWords.Time(key.At), Tone.Plain), (key.By, Tone.Plain), (key.Reason, Tone.Plain));
            }

            call.Output.Line("");
            table.Print(call.Output);
        }

        call.Output.Document(set);
    }
}
