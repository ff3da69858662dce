using System.CommandLine;
using System.Text;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations.Histories;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary>A verb that goes on with the history of another tool.</summary>
internal abstract class ForeignImportVerb(string name, string description) : HistoryVerb(name, description)
{
    /// <summary>Why.</summary>
    protected Option<string?> Reason { get; } = new("--reason") { HelpName = "TEXT", Description = "Why; stands in the audit." };

    /// <summary>Whether no baseline is written.</summary>
    protected Option<bool> NoBaseline { get; } = new("--no-baseline") { Description = "Do not write the catalogue as a baseline script." };

    /// <summary>Whether nothing is written.</summary>
    protected Option<bool> DryRun { get; } = new("--dry-run") { Description = "Check everything and say what would be written; write nothing." };

    /// <summary>Adds what all such verbs take.</summary>
    protected void AddCommon()
    {
        Add(Reason);
        Add(NoBaseline);
        Add(DryRun);
    }

    /// <summary>Writes files into the work tree that are not there yet, and prints them; answers their paths, or null when one cannot be written.</summary>
    protected static async Task<IReadOnlyList<string>?> WriteAsync(Call call, LocalHost host, IReadOnlyList<(string Path, string Text)> files, bool dryRun, CancellationToken cancellation)
    {
        var written = new List<string>();
        foreach (var (path, text) in files)
        {
            var full = Path.Combine(host.Parts.Folder.Path, path);
            if (File.Exists(full))
            {
                continue;
            }

            try
            {
                if (!dryRun)
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(full)!);
                    await File.WriteAllTextAsync(full, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellation);
                }
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                call.Fail([CliCodes.CannotWrite.Finding($"{path} cannot be written: {failed.Message}")]);
                return null;
            }

            written.Add(path);
            call.Output.Line($"{(dryRun ? "would write" : "wrote")} {path}");
        }

        return written;
    }

    /// <summary>Prints what was written, and what to do next.</summary>
    protected static int Show(Call call, HistoryScope scope, IReadOnlyList<RecordedHistory> histories, IReadOnlyList<Finding> findings, IReadOnlyList<string> written, bool dryRun)
    {
        string[] next = dryRun ? ["the same without --dry-run"] : [.. written.Count > 0 ? ["fm checksum && fm validate, then commit"] : Array.Empty<string>(), $"fm plan --env {scope.Environment} --commit HEAD"];
        return Show(call, new HistoryDocument(scope.Environment, "import", histories) { Files = written, DryRun = dryRun }, findings, next);
    }
}
