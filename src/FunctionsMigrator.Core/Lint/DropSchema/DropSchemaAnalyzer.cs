using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.DropSchema;

/// <summary>DROP SCHEMA and DROP DATABASE.</summary>
internal sealed class DropSchemaAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.DropSchema;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<ObjectsDropped>()
        where found.Act.Kind is "SCHEMA" or "DATABASE"
        from name in found.Act.Names
        select new LintHit(Code, found.Statement, $"{name.Plain} goes, with every table in it.");
}
