using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.VolatileDefault;

/// <summary>ADD COLUMN whose values are computed row by row.</summary>
internal sealed class VolatileDefaultAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.VolatileDefault;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<ColumnAdded>()
        where script.IsPostgres && (found.Act.Column.Generated || Volatile(found.Act.Column.Default))
        select new LintHit(Code, found.Statement, $"Nobody can read or write {found.Act.Table.Plain} until every row is written with its own {found.Act.Column.Name}.") { Table = found.Act.Table }.UnlessSmall();

    private static readonly string[] Functions =
        ["random", "gen_random_uuid", "uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v4", "uuidv4", "uuidv7", "clock_timestamp", "timeofday", "nextval", "gen_random_bytes"];

    private static bool Volatile(string? expression) =>
        expression is not null && Functions.Any(function => expression.Replace(" ", "", StringComparison.Ordinal).Contains(function + "(", StringComparison.OrdinalIgnoreCase));
}
