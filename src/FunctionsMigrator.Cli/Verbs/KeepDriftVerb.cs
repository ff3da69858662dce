using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Drifting;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Drift;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm drift keep</c>.</summary>
internal sealed class KeepDriftVerb : HostVerb
{
    private readonly Argument<string> _environment = new("environment") { HelpName = "ENVIRONMENT", Description = "The environment." };
    private readonly Argument<string[]> _items = new("items") { HelpName = "ITEM", Description = "The items, by the ids of their drifts or by their keys.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _target = new("--target") { HelpName = "TARGET", Description = "Only on this target, by its address. Default: wherever the item drifted." };
    private readonly Option<string> _reason = new("--reason") { HelpName = "TEXT", Description = "Why; stands in ledger and audit.", Required = true };
    private readonly Option<DateTimeOffset?> _until = DelegateVerb.Time("--until", "When it is drift again, such as 2026-12-21 or 2026-12-21T09:00+01:00; without an offset it is UTC. Default: when git or the target moves.");

    public KeepDriftVerb()
        : base("keep", "Leave drifted items as they are live, for a reason and until a time.")
    {
        Details = "Writes to no target: the ledger says from now on that the live value stays. It is drift again when git or the target moves, or the time is over. `fm drift heal` with the item's name takes the decision back.";
        Examples = [new("fm drift keep production 3f2a9c0d1e5b --reason \"load test until Friday\" --until 2026-11-27", "Runs go on; from Friday it is drift again.")];
        Exits = ["0 Kept."];
        Add(_environment);
        Add(_items);
        Add(_target);
        Add(_reason);
        Add(_until);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, IFmHost host, CancellationToken cancellation)
    {
        var caller = await host.CallerAsync(cancellation);
        if (!caller.TryGet(out var asker))
        {
            return call.Fail(caller.Findings);
        }

        var request = new KeepRequest(call.Get(_environment)!, call.Get(_items) ?? [], call.Get(_reason)!, call.Get(_until), call.Get(_target));
        var kept = await host.Migrator.KeepDriftAsync(request, asker, cancellation);
        if (!kept.TryGet(out var items))
        {
            return call.Fail(kept.Findings);
        }

        foreach (var item in items)
        {
            DriftText.Print(call.Output, item);
        }

        call.Output.Document(new DriftDocument([], items));
        return ExitCode.Done;
    }
}
