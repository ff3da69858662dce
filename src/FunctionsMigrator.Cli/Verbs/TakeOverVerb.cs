using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm locks take-over</c>.</summary>
internal sealed class TakeOverVerb : LocalVerb
{
    private readonly Argument<TargetAddress> _target = new("target")
    {
        HelpName = "TARGET",
        Description = "Address of the target, such as production/eastus/orders-db.",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (text.Split('/') is { Length: 3 } parts && parts.All(part => part.Length > 0))
            {
                return TargetAddress.Parse(text);
            }

            result.AddError($"'{text}' is no address of a target such as production/eastus/orders-db");
            return null;
        },
    };

    private readonly Option<string> _reason = new("--reason") { HelpName = "TEXT", Description = "Why; stands in the audit.", Required = true };

    public TakeOverVerb()
        : base("take-over", "Make this store the owner of a target that another store owns, such as one that was lost.")
    {
        Details = "For an admin, and only when the other store is gone for good: two stores that write one target would undo each other's work. Items are not touched; the next plan compares them anew.";
        Examples = [new("fm locks take-over production/eastus/orders-db --reason \"store restored on a new host\"", "Afterwards `fm plan --env production`.")];
        Add(_target);
        Add(_reason);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, LocalHost host, CancellationToken cancellation)
    {
        var caller = await host.CallerAsync(cancellation);
        var read = await host.Parts.ReadWorkTreeAsync(cancellation);
        if (!caller.TryGet(out var asker) || !read.TryGet(out var repository))
        {
            return call.Fail([.. caller.Findings, .. read.Findings]);
        }

        var address = call.Get(_target)!;
        var taken = await new TargetTakeOver(host.Services).TakeAsync(repository, address, call.Get(_reason)!, asker, cancellation);
        if (!taken.TryGet(out var claim))
        {
            return call.Fail(taken.Findings);
        }

        call.Output.Line($"{address} belongs to this store now (claim {claim.Number})");
        call.Output.Line(("next: ", Tone.Faint), ($"fm plan --env {address.Environment}", Tone.Reference));
        call.Output.Document(new TakeOverDocument(address, claim.Store, claim.Number));
        return ExitCode.Done;
    }
}

/// <summary>What <c>fm locks take-over --json</c> prints.</summary>
internal sealed record TakeOverDocument(TargetAddress Target, string Store, long Claim);
