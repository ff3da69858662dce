using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Drifting;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Drift;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary>Shows drift: <c>fm drift</c> and <c>fm drift show</c>.</summary>
internal abstract class DriftListVerb : HostVerb
{
    private readonly Option<string?> _environment = new("--env") { HelpName = "NAME", Description = "Only this environment. Default: all." };
    private readonly Option<bool> _scan = new("--scan") { Description = "Look now, and show what was found (role operator). Default: what the last look found." };
    private readonly Option<bool> _all = new("--all") { Description = "Also drifts that were accepted, and those that are over." };

    protected DriftListVerb(string name, string description)
        : base(name, description)
    {
        Exits = ["0 Nothing drifted.", "2 Something drifted and nobody has decided about it."];
        Add(_environment);
        Add(_scan);
        Add(_all);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, IFmHost host, CancellationToken cancellation)
    {
        var environment = call.Get(_environment);
        if (call.Get(_scan) && await ScanAsync(call, host, environment, cancellation) is { } failed)
        {
            return failed;
        }

        var records = new List<DriftRecord>();
        await foreach (var record in host.Migrator.ListDriftAsync(cancellation))
        {
            if (environment is null || record.Environment == environment)
            {
                records.Add(record);
            }
        }

        var items = new List<DriftedItem>();
        await foreach (var item in host.Migrator.ListDriftedItemsAsync(new DriftFilter(environment, call.Get(_all)), cancellation))
        {
            items.Add(item);
        }

        foreach (var record in records)
        {
            DriftText.Print(call.Output, record, [.. items.Where(item => item.Address.Environment == record.Environment)]);
        }

        var open = records.Exists(record => record.State is DriftState.Drifted) || items.Exists(item => item.Status is DriftStatus.Open);
        Next(call, records, items.FirstOrDefault(item => item.Status is DriftStatus.Open));
        call.Output.Document(new DriftDocument(records, items));
        return open ? ExitCode.Pending : ExitCode.Done;
    }

    private static async Task<int?> ScanAsync(Call call, IFmHost host, string? environment, CancellationToken cancellation)
    {
        var caller = await host.CallerAsync(cancellation);
        if (!caller.TryGet(out var asker))
        {
            return call.Fail(caller.Findings);
        }

        var looked = await host.Migrator.ScanDriftAsync(environment, asker, cancellation);
        if (!looked.TryGet(out var found))
        {
            return call.Fail(looked.Findings);
        }

        if (environment is not null && found.Count == 0)
        {
            call.Output.Line($"a run holds {environment}; this is what the look before found", Tone.Caution);
        }

        return null;
    }

    private static void Next(Call call, List<DriftRecord> records, DriftedItem? open)
    {
        if (records.Count == 0)
        {
            call.Output.Line("no environment was looked at yet");
            call.Output.Line(("next: ", Tone.Faint), ("fm drift show --scan", Tone.Reference));
        }
        else if (open is not null)
        {
            var environment = open.Address.Environment;
            (string, Tone)[] heal = open.IsStructure ? [] : [($"fm drift heal {environment} {open.Id}", Tone.Reference), ("  or  ", Tone.Faint)];
            call.Output.Line([("next: ", Tone.Faint), .. heal, ($"fm drift keep {environment} {open.Id} --reason TEXT", Tone.Reference)]);
        }
    }
}
