using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.DropCascade;

/// <summary>CASCADE on a drop that is no table's and no schema's, which are destructive by themselves.</summary>
internal sealed class DropCascadeAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.DropCascade;

    public IEnumerable<LintHit> Look(LintScript script) =>
        script.All<ObjectsDropped>()
            .Where(found => found.Act is { Cascade: true, Kind: not ("TABLE" or "SCHEMA" or "DATABASE" or "FOREIGN TABLE") })
            .Select(found => new LintHit(Code, found.Statement, $"What stands on {string.Join(", ", found.Act.Names.Select(name => name.Plain))} goes with it, whatever it is by then."))
            .Concat(script.All<ConstraintDropped>()
                .Where(found => found.Act.Cascade)
                .Select(found => new LintHit(Code, found.Statement, $"What stands on {found.Act.Name} goes with it, foreign keys of other tables among it.") { Table = found.Act.Table }));
}
