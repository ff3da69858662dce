using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;

namespace FunctionsMigrator.Core.Lint.Reading;

/// <summary>A script as the analyzers see it.</summary>
/// <param name="Script">The script.</param>
/// <param name="Dialect">How it is read.</param>
/// <param name="Statements">Its statements in order.</param>
internal sealed record LintScript(SqlScript Script, SqlDialect Dialect, IReadOnlyList<LintStatement> Statements)
{
    public bool IsPostgres => Dialect == SqlDialect.PostgreSql;

    public static LintScript Read(SqlScript script, SqlDialect dialect) =>
        new(script, dialect, [.. SqlStatements.Split(script.Sql, dialect).Select(statement => new LintStatement(statement, Acts(statement, dialect)))]);

    /// <summary>Every act with its statement, in order.</summary>
    public IEnumerable<(LintStatement Statement, T Act)> All<T>()
        where T : SqlAct => from statement in Statements from act in statement.Acts.OfType<T>() select (statement, act);

    private static IReadOnlyList<SqlAct> Acts(SqlStatement statement, SqlDialect dialect)
    {
        var tokens = SqlTokenizer.Read(statement.Text, dialect).Where(token => token.Kind != SqlTokenKind.Comment).ToList();
        return tokens.Count == 0 ? [] : ActReader.Read(new SqlCursor(statement.Text, tokens, dialect));
    }
}
