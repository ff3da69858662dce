using System.CommandLine;
using FunctionsMigrator.Cli.Auditing;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Following;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Evidence;
using FunctionsMigrator.Core.Planning;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm audit item</c>.</summary>
internal sealed class ItemAuditVerb : LocalVerb
{
    private readonly Argument<string> _item = new("item") { HelpName = "ITEM", Description = "The item by its key, such as checkout/timeoutSeconds, or with its collection: \"settings checkout/timeoutSeconds\"." };
    private readonly Option<string> _environment = new("--env") { HelpName = "NAME", Description = "The environment.", Required = true };
    private readonly Option<string?> _target = new("--target") { HelpName = "TARGET", Description = "Only this target, by its name or its address. Default: all." };
    private readonly Option<int> _limit = NumberOption.Create("--limit", "How many changes, the newest first.", 20);
    private readonly Option<string?> _before = new("--before") { HelpName = "RUN", Description = "Only changes of runs before this one: the next page." };

    public ItemAuditVerb()
        : base("item", "The history of one item: who changed it, when, from what, to what, by which run.")
    {
        Details = "Told from the plans and receipts of runs. Values are those that plans show: cut after 2,000 characters, and a keyed fingerprint where an item is sensitive.";
        Examples = [new("fm audit item checkout/timeoutSeconds --env production", "Why is the timeout 45 seconds?")];
        Add(_item);
        Add(_environment);
        Add(_target);
        Add(_limit);
        Add(_before);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, LocalHost host, CancellationToken cancellation)
    {
        var (environment, item, limit) = (call.Get(_environment)!, call.Get(_item)!, call.Get(_limit));
        string? before = null;
        if (call.Get(_before) is { } named)
        {
            var found = await host.Migrator.GetAsync(named, cancellation);
            if (!found.TryGet(out var details))
            {
                return call.Fail(found.Findings);
            }

            before = details.Run.Id;
        }

        var changes = new List<ItemChange>();
        var more = false;
        await foreach (var change in new ItemHistory(host.Services).ReadAsync(environment, item, call.Get(_target), before, cancellation))
        {
            // A page ends with a run: its changes on several targets are never parted.
            if (changes.Count >= limit && changes[^1].Run != change.Run)
            {
                more = true;
                break;
            }

            changes.Add(change);
        }

        Show(call.Output, changes);
        if (changes.Count == 0)
        {
            call.Output.Line($"no run of {environment} has written '{item}'", Tone.Faint);
        }

        if (more)
        {
            call.Output.Line(("older: ", Tone.Faint), ($"fm audit item {item} --env {environment} --before {changes[^1].Run}", Tone.Reference));
        }

        call.Output.Document(new ItemDocument(environment, item, changes, more));
        return ExitCode.Done;
    }

    private static void Show(Output output, List<ItemChange> changes)
    {
        foreach (var change in changes)
        {
            output.Line(
                (RunWords.Time(change.At), Tone.Plain), ($"  {Word(change)}", change.Outcome is ItemOutcome.Written ? Tone.Good : Tone.Caution), ($"  {change.Item}", Tone.Strong),
                ($"  on {change.Target}", Tone.Plain));
            output.Line(("    from ", Tone.Faint), (Value(change.Before), Tone.Plain), ("  to ", Tone.Faint), (Value(change.After), Tone.Plain));
            output.Line(
                ("    by ", Tone.Faint), (change.Authors.Count == 0 ? "unknown authors" : string.Join(", ", change.Authors), Tone.Plain), ("  started by ", Tone.Faint), (change.Starter, Tone.Plain),
                ("  approved by ", Tone.Faint), (change.Approvers.Count == 0 ? "nobody" : string.Join(", ", change.Approvers), Tone.Plain));
            output.Line(
                ("    run ", Tone.Faint), (change.Run, Tone.Plain), ($"  {change.State}", Tone.Plain), ($"  commit {change.Commit[..Math.Min(7, change.Commit.Length)]}", Tone.Faint),
                (change.Reverts is { } reverts ? $"  takes back {reverts}" : change.TakenBackBy is { } by ? $"  taken back by {by}" : "", Tone.Caution));
        }
    }

    private static string Word(ItemChange change) => change.Outcome switch
    {
        ItemOutcome.Restored => $"{Deed(change.Action)}, then restored",
        ItemOutcome.Unproven => $"{Deed(change.Action)}, unproven",
        ItemOutcome.Unwritten => $"{Deed(change.Action)}, not written",
        _ => Deed(change.Action),
    };

    private static string Deed(ChangeAction action) => action switch
    {
        ChangeAction.KeepLive => "keep-live",
        _ => action.ToString().ToLowerInvariant(),
    };

    private static string Value(ValuePreview? value) => value?.Text is not { } text ? "nothing" : $"{text}{(value.Truncated ? "..." : "")}{(value.Masked ? " (sensitive)" : "")}";
}
