using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm skip</c>.</summary>
internal sealed class SkipVerb : CommandVerb
{
    private readonly Argument<string> _target = new("target") { HelpName = "TARGET", Description = "Address of the target, such as production/eastus/orders-db." };
    private readonly Option<string?> _reason = ReasonOption(required: true);

    public SkipVerb()
        : base("skip", "Leave a target, with the rest of its unit, out of a run; the run ends Partial.")
    {
        Details = "At any time between the first write and the end. What was written to the unit is taken back; the others go on.";
        Examples = [new("fm skip production-20261123-093015-1a2b3c4 production/eastus/orders-db --reason \"region down\"", "`fm retry RUN` does the rest later.")];
        Add(_target);
        Add(_reason);
        Add(Wait);
    }

    /// <inheritdoc/>
    protected override CommandRequest Request(Call call) => new(CommandKind.Skip, Reason: call.Get(_reason), Target: call.Get(_target));
}
