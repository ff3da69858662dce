using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm abort</c>.</summary>
internal sealed class AbortVerb : CommandVerb
{
    private readonly Option<bool> _keep = new("--keep") { Description = "Keep what was written instead of taking it back; the run ends Partial." };
    private readonly Option<string?> _reason = ReasonOption(required: false);

    public AbortVerb()
        : base("abort", "Stop a run: before its first write it is cancelled, afterwards it is rolled back.")
    {
        Examples =
        [
            new("fm abort production-20261123-093015-1a2b3c4 --reason \"wrong ticket\"", "Before the first write: Cancelled. Afterwards: what was written is taken back, exactly."),
            new("fm abort production-20261123-093015-1a2b3c4 --keep", "Stop, and leave the targets that are done as they are."),
        ];
        Add(_keep);
        Add(_reason);
        Add(Wait);
    }

    /// <inheritdoc/>
    protected override CommandRequest Request(Call call) => new(CommandKind.Abort, Reason: call.Get(_reason), Keep: call.Get(_keep));
}
