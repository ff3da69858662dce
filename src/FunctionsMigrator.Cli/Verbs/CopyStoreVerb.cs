using System.CommandLine;
using System.Text.Json;
using FunctionsMigrator.Adapters.Stores;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Planning.Rendering;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Stores;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm store copy</c>.</summary>
internal sealed class CopyStoreVerb : Verb
{
    private const string Configured = "configured";
    private const int ProgressEvery = 1000;

    private readonly Option<string> _from = new("--from") { HelpName = "STORE", Description = "local, azure, configured (`store:` of migrator.yaml), or a store: as JSON.", DefaultValueFactory = _ => "local" };
    private readonly Option<string> _to = new("--to") { HelpName = "STORE", Description = "As --from.", DefaultValueFactory = _ => Configured };

    public CopyStoreVerb()
        : base("copy", "Copy a whole store into an empty one, and compare the two afterwards.")
    {
        Details = "Copies every blob and record, then compares every blob byte for byte, every record, and verifies the audit in the copy. A copy that was interrupted is gone on with by the same command; the source is never changed. "
            + "Refused while a run is open: its engine lives with the source. The destination needs the source's keys, and takes each target over with `fm locks take-over`, which is audited and ends the source's right to write it.";
        Examples =
        [
            new("fm store copy", "From .fm to the store that migrator.yaml names now."),
            new("fm store copy --from configured --to azure", "From the shared store that migrator.yaml names to the account that FM_STORE_ACCOUNT names."),
        ];
        Exits = ["0 Copied, and the copy is the source.", "1 Refused, or the copy is not the source; the message says which."];
        Add(_from);
        Add(_to);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var folder = RepositoryFolder.Find(call.Get(call.Globals.Repository), call.Session.Surroundings);
        if (!folder.TryGet(out var found))
        {
            return call.Fail(folder.Findings);
        }

        var parts = new LocalParts(found, call.Session.Time, variable: call.Session.Surroundings.Variable);
        var source = await OpenAsync(call.Get(_from)!, parts, null, call, cancellation);
        if (!source.TryGet(out var from))
        {
            return call.Fail(source.Findings);
        }

        await using (from)
        {
            var destination = await OpenAsync(call.Get(_to)!, parts, from.Keys, call, cancellation);
            if (!destination.TryGet(out var to))
            {
                return call.Fail(destination.Findings);
            }

            await using (to)
            {
                return await CopyAsync(call, from, to, cancellation);
            }
        }
    }

    private static async Task<int> CopyAsync(Call call, IStore from, IStore to, CancellationToken cancellation)
    {
        var copied = await new StoreCopy(from, to, call.Session.Time).RunAsync(new Lines(call.Output), cancellation);
        if (!copied.TryGet(out var report))
        {
            return call.Fail(copied.Findings);
        }

        call.Output.Line(
            ("copied", Tone.Good),
            ($" and compared: {PlanWords.Count((int)report.Blobs, "blob")}, {PlanWords.Count((int)report.Records, "record")} ({report.Written} written now); audit of {PlanWords.Count(report.Runs, "run")} verified", Tone.Plain));
        call.Output.Line($"store {report.From} -> {report.To}");
        call.Output.Line(("next: ", Tone.Faint), ("fm locks take-over TARGET --reason \"moved to a shared store\"", Tone.Reference), ("  for every target", Tone.Faint));
        call.Output.Document(report);
        return ExitCode.Done;
    }

    private static async Task<Outcome<IStore>> OpenAsync(string named, LocalParts parts, StoreKeys? newKeys, Call call, CancellationToken cancellation)
    {
        JsonElement? definition;
        if (named == Configured)
        {
            var read = await StoreDefinition.ReadAsync(parts.Folder.Path, cancellation);
            if (!read.TryGet(out definition))
            {
                return read.As<IStore>();
            }
        }
        else
        {
            definition = Parse(named);
        }

        return await new StoreOpener(parts.Secrets, call.Session.Time, call.Session.Surroundings.Variable, newKeys: newKeys).OpenAsync(definition, parts.Folder.Store, cancellation);
    }

    private static JsonElement Parse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(text);
        }
    }

    /// <summary>A line now and then, so that a long copy is seen to move.</summary>
    private sealed class Lines(Output output) : IProgress<StoreCopyProgress>
    {
        public void Report(StoreCopyProgress value)
        {
            if ((value.Blobs + value.Records) % ProgressEvery == 0)
            {
                output.Line(($"{value.Phase}: {value.Blobs} blobs, {value.Records} records", Tone.Faint));
            }
        }
    }
}
