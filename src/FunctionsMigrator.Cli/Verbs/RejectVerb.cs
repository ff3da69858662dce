using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm reject</c>.</summary>
internal sealed class RejectVerb : CommandVerb
{
    private readonly Option<string?> _reason = ReasonOption(required: true);

    public RejectVerb()
        : base("reject", "Say no to a run that waits for approval; it ends Rejected.")
    {
        Details = "Needs the API key of a person whom the repository's People gives a role that the run asks for.";
        Examples = [new("FM_API_KEY=... fm reject production-20261123-093015-1a2b3c4 --reason \"the tax rates look like percent\"", "The reason is shown to the author and stands in the audit.")];
        Add(_reason);
        Add(Wait);
    }

    /// <inheritdoc/>
    protected override CommandRequest Request(Call call) => new(CommandKind.Reject, Reason: call.Get(_reason));
}
