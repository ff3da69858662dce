using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm pause</c>.</summary>
internal sealed class PauseVerb : CommandVerb
{
    private readonly Option<string?> _reason = ReasonOption(required: false);

    public PauseVerb()
        : base("pause", "Pause a run at its next safe point.")
    {
        Examples = [new("fm pause production-20261123-093015-1a2b3c4 --reason \"support calls coming in\"", "`fm resume RUN` goes on, `fm abort RUN` takes back.")];
        Add(_reason);
        Add(Wait);
    }

    /// <inheritdoc/>
    protected override CommandRequest Request(Call call) => new(CommandKind.Pause, Reason: call.Get(_reason));
}
