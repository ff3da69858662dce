using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm withdraw</c>.</summary>
internal sealed class WithdrawVerb : CommandVerb
{
    private readonly Option<string?> _reason = ReasonOption(required: false);

    public WithdrawVerb()
        : base("withdraw", "Take back your own approval, as long as nothing was written.")
    {
        Examples = [new("FM_API_KEY=... fm withdraw production-20261123-093015-1a2b3c4 --reason \"found a mistake\"", "The run waits for an approval again.")];
        Add(_reason);
        Add(Wait);
    }

    /// <inheritdoc/>
    protected override CommandRequest Request(Call call) => new(CommandKind.Withdraw, Reason: call.Get(_reason));
}
