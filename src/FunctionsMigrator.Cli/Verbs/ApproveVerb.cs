using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm approve</c>.</summary>
internal sealed class ApproveVerb : CommandVerb
{
    private readonly Option<string> _plan = new("--plan")
    {
        HelpName = "DIGEST",
        Description = "The digest of the plan that was looked at, or its first eight or more digits.",
        Required = true,
    };

    private readonly Option<string?> _reason = ReasonOption(required: false);

    public ApproveVerb()
        : base("approve", "Say yes to exactly one plan of a run.")
    {
        Details = "Needs the API key of a person whom the repository's People gives a role that is still needed. When the run's plan is no longer the one named, the approval is refused and the present plan is named.";
        Examples =
        [
            new("fm plan --run production-20261123-093015-1a2b3c4", "Look at the plan first; its last lines name the digest."),
            new("FM_API_KEY=... fm approve production-20261123-093015-1a2b3c4 --plan 7f3c9a2e", "Approve it, and go on with the run when nobody else is needed."),
        ];
        Add(_plan);
        Add(_reason);
        Add(Wait);
    }

    /// <inheritdoc/>
    protected override CommandRequest Request(Call call) => new(CommandKind.Approve, Plan: call.Get(_plan), Reason: call.Get(_reason));
}
