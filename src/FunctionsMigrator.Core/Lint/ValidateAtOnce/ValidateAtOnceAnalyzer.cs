using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.ValidateAtOnce;

/// <summary>NOT VALID and VALIDATE CONSTRAINT in one transaction.</summary>
internal sealed class ValidateAtOnceAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.ValidateAtOnce;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<ConstraintValidated>()
        where script.IsPostgres && script.Script.Directives.Transaction
        where script.All<ConstraintAdded>().Any(added => added.Act.Table.Identity == found.Act.Table.Identity && added.Act.Constraint is { NotValid: true } constraint && constraint.Name == found.Act.Name)
        select new LintHit(Code, found.Statement, $"The lock that adding {found.Act.Name} took on {found.Act.Table.Plain} is held while all rows are checked, so NOT VALID gains nothing.") { Table = found.Act.Table }.UnlessSmall();
}
