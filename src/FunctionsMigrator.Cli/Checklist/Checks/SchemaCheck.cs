using FunctionsMigrator.Cli.Checking;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Lint;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.Checklist.Checks;

/// <summary>Everything that <c>fm validate</c> says about the environment.</summary>
internal sealed class SchemaCheck : IChecklistCheck
{
    /// <inheritdoc/>
    public string Name => "schema";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ChecklistLine>> RunAsync(ChecklistSubject subject, CancellationToken cancellation)
    {
        if (!subject.Tree.TryGet(out var tree))
        {
            return [this.Fail(subject.Tree.Findings)];
        }

        var (repository, findings) = await new RepositoryCheck(subject.Host.Parts).RunAsync(tree, subject.Environment, since: null, cancellation);

        // What was applied long ago is no concern of the next run; the plan says what is wrong with the scripts that will run.
        var errors = findings.Where(finding => finding.Severity is Severity.Error && !LintAnalyzers.Found(finding)).ToList();
        if (errors.Count > 0)
        {
            return [this.Fail(errors)];
        }

        var read = $"{PlanWords.Count(repository!.Manifest.Count, "file")} and {PlanWords.Count(repository.Resources.Count, "resource")} of {(subject.Commit.Succeeded ? "the commit" : "the work tree")} read";
        return [this.Pass($"{read}; no error, {PlanWords.Count(findings.Count(finding => finding.Severity is Severity.Warning && !LintAnalyzers.Found(finding)), "warning")}")];
    }
}
