using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm advance</c>.</summary>
internal sealed class AdvanceVerb : CommandVerb
{
    private readonly Option<bool> _all = new("--all") { Description = "Pass every later gate too; later bakes are still measured." };
    private readonly Option<string?> _reason = ReasonOption(required: false);

    public AdvanceVerb()
        : base("advance", "Move a run on to its next wave: past the gate where it waits, or past the rest of a bake.")
    {
        Details = "A gate stands behind every wave with `pause: until advanced`. To move the same commit on to the next environment, see `fm promote`.";
        Examples =
        [
            new("fm advance production-20261123-093015-1a2b3c4 --reason \"canary looks well\"", "The next wave begins, as soon as windows and freezes let it."),
            new("fm advance production-20261123-093015-1a2b3c4 --all", "No later gate waits either."),
        ];
        Add(_all);
        Add(_reason);
        Add(Wait);
    }

    /// <inheritdoc/>
    protected override CommandRequest Request(Call call) => new(CommandKind.Advance, Reason: call.Get(_reason), All: call.Get(_all));
}
