using System.CommandLine;
using FunctionsMigrator.Cli.Auditing;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Following;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Audit;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm audit show</c>.</summary>
internal sealed class ShowAuditVerb : HostVerb
{
    private readonly Argument<string> _run = new("run")
    {
        HelpName = "RUN",
        Description = $"Id of the run, as `fm status` lists it; {AuditChains.Signers} for who may sign commits, {AuditChains.Delegations} for who decides in whose name.",
    };

    public ShowAuditVerb()
        : base("show", "Show the audit of a run, or of the signers or delegations, record by record.")
    {
        Details = "Records hold names, states and checksums, never values.";
        Examples =
        [
            new("fm audit show production-20261123-093015-1a2b3c4", "What happened, in order."),
            new($"fm audit show {AuditChains.Signers}", "Who added and revoked which signers, when and why."),
        ];
        Add(_run);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, IFmHost host, CancellationToken cancellation)
    {
        var named = call.Get(_run)!;
        if (!AuditChains.Has(named))
        {
            var found = await host.Migrator.GetAsync(named, cancellation);
            if (!found.TryGet(out var details))
            {
                return call.Fail(found.Findings);
            }

            named = details.Run.Id;
        }

        var records = new List<AuditRecord>();
        await foreach (var record in host.Migrator.ReadAuditAsync(named, cancellation))
        {
            records.Add(record);
        }

        Show(call.Output, records);
        call.Output.Document(new AuditDocument(named, records));
        return ExitCode.Done;
    }

    private static void Show(Output output, List<AuditRecord> records)
    {
        var table = new TextTable("", "at", "event", "by", "about");
        foreach (var record in records)
        {
            var details = record.Details?.OrderBy(detail => detail.Key, StringComparer.Ordinal).Select(detail => $"{detail.Key}={detail.Value}") ?? [];
            table.Add(
                ($"{record.Ordinal}", Tone.Faint), (RunWords.Time(record.At), Tone.Plain), (record.Event, Tone.Strong), (record.Actor, Tone.Plain),
                (string.Join("  ", new[] { record.Target ?? "" }.Concat(details)).Trim(), Tone.Plain));
        }

        table.Print(output);
    }
}
