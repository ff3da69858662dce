using System.CommandLine;
using System.Text.Json;
using FunctionsMigrator.Cli.Checklist;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm checklist</c>.</summary>
internal sealed class ChecklistVerb : LocalVerb
{
    private readonly Option<string> _environment = new("--env") { HelpName = "NAME", Description = "The environment that a run would change.", Required = true };
    private readonly Option<string?> _commit = new("--commit") { HelpName = "REV", Description = "The commit that it would bring. Default: HEAD, and the work tree must hold nothing else." };
    private readonly Option<PrintFormat> _format = PrintFormats.CreateOption();

    private readonly Option<TimeSpan> _backupWithin = new("--backup-within")
    {
        HelpName = "DURATION",
        Description = "How old the last backup of a target may be, where the target can tell. Default: 24h.",
        DefaultValueFactory = _ => TimeSpan.FromHours(24),
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (DurationJsonConverter.Parse(text) is { } duration)
            {
                return duration;
            }

            result.AddError($"--backup-within '{text}' is no duration such as 12h or 2d");
            return TimeSpan.Zero;
        },
    };

    public ChecklistVerb()
        : base("checklist", "Look at everything that should be true before a run: files, plan, rules, rehearsal, approvals, monitoring, access, backups.")
    {
        Details = "Every line is looked at now and shown with its evidence. `pass` and `fail` were seen; `unknown` could not be seen from here, and the line says why. Writes nothing but the plan that it makes for the comparison.";
        Examples =
        [
            new("fm checklist --env production", "Before a run to production."),
            new("fm checklist --env production --commit HEAD --format markdown", "As a comment on a pull request."),
            new("fm checklist --env production --backup-within 12h --json", "For a program; the last backup of each target may be half a day old."),
        ];
        Exits = ["0 No line failed; some may be unknown.", "1 A line failed, or the checklist could not be made."];
        Add(_environment);
        Add(_commit);
        Add(_backupWithin);
        Add(_format);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, LocalHost host, CancellationToken cancellation)
    {
        var request = new ChecklistRequest(call.Get(_environment)!, call.Get(_commit), call.Get(_backupWithin), call.Session.Surroundings.Variable);
        var read = await ChecklistSubject.ReadAsync(host, request, cancellation);
        if (!read.TryGet(out var subject))
        {
            return call.Fail(read.Findings);
        }

        var document = ChecklistDocument.Of(subject, await PreflightChecks.RunAsync(subject, cancellation));
        switch (PrintFormats.Of(call, _format))
        {
            case PrintFormat.Json:
                call.Output.Terminal.Out.WriteLine(JsonSerializer.Serialize(document, FmJson.Indented));
                break;
            case PrintFormat.Markdown:
                call.Output.Terminal.Out.Write(ChecklistMarkdown.Of(document));
                break;
            default:
                Show(call.Output, document);
                break;
        }

        return document.Ready ? ExitCode.Done : ExitCode.Failed;
    }

    private static void Show(Output output, ChecklistDocument document)
    {
        var at = document.Commit is { } commit ? $"commit {PlanWords.ShortCommit(commit)}" : "the work tree, which no commit holds";
        output.Line((document.Environment, Tone.Strong), ($"  {at}", Tone.Plain));
        output.Line();
        foreach (var line in document.Lines)
        {
            var tone = line.Status switch { CheckStatus.Pass => Tone.Good, CheckStatus.Fail => Tone.Bad, _ => Tone.Caution };
            output.Line(($"{line.Status.ToString().ToLowerInvariant(),-9}", tone), ($"{line.Heading}: ", Tone.Strong), (line.Evidence, Tone.Plain));
            if (line.Next is { } next)
            {
                output.Line(("         next: ", Tone.Faint), (next, Tone.Plain));
            }
        }

        output.Line();
        output.Line(document.Summary, document.Ready ? Tone.Good : Tone.Bad);
    }
}
