using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Planning;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm compare</c>.</summary>
internal sealed class CompareVerb : LocalVerb
{
    private readonly Argument<string> _left = new("left") { HelpName = "A", Description = "An environment." };
    private readonly Argument<string> _right = new("right") { HelpName = "B", Description = "The environment to compare with it." };
    private readonly Option<int> _limit = NumberOption.Create("--limit", "How many differences text shows; JSON holds all.", 200);

    public CompareVerb()
        : base("compare", "Show what differs between two environments as they are live, item by item, in what resources manage.")
    {
        Details = "Reads the targets, not git: what stands there now, whoever put it there. Targets of one name and region are compared with each other, else with the first region of A.";
        Examples =
        [
            new("fm compare staging production", "What production would look like if it were staging."),
            new("fm compare staging production --json", "All differences, for programs."),
        ];
        Exits = ["0 No difference.", "1 Something could not be read.", "2 There are differences."];
        Add(_left);
        Add(_right);
        Add(_limit);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, LocalHost host, CancellationToken cancellation)
    {
        var read = await host.Parts.ReadWorkTreeAsync(cancellation);
        if (!read.TryGet(out var repository))
        {
            return call.Fail(read.Findings);
        }

        var differences = new EnvironmentComparison(host.Services).CompareAsync(repository, call.Get(_left)!, call.Get(_right)!, cancellation);
        await using IComparisonWriter writer = call.Json
            ? new ComparisonJson(call.Output.Terminal, call.Get(_left)!, call.Get(_right)!)
            : new ComparisonText(call.Output, call.Get(_left)!, call.Get(_right)!, call.Get(_limit));
        var (found, failed) = (false, false);
        await foreach (var difference in differences)
        {
            if (difference.TryGet(out var differs))
            {
                found = true;
                await writer.AddAsync(differs, cancellation);
            }

            failed |= difference.Findings.Any(finding => finding.Severity == Severity.Error);
            writer.Add(difference.Findings);
        }

        return failed ? ExitCode.Failed : found ? ExitCode.Pending : ExitCode.Done;
    }
}
