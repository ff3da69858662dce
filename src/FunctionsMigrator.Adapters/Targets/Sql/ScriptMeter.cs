using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Sql;

/// <summary>Notes what the statements of one script do while they run.</summary>
internal sealed class ScriptMeter
{
    private readonly List<StatementMeasure> _statements = [];

    /// <summary>A statement ran. A negative number of rows means that it is none that changes rows.</summary>
    public void Ran(SqlStatement statement, long rows, TimeSpan time)
    {
        if (_statements.Count < ScriptMeasure.MostStatements)
        {
            _statements.Add(new StatementMeasure(statement.Line, SqlText.Shown(statement), rows < 0 ? null : rows, Math.Round(time.TotalMilliseconds, 1)));
        }
    }

    /// <summary>What was noted.</summary>
    public ScriptMeasure Measure(string key, IReadOnlyList<LockMeasure> locks, IReadOnlyList<string> rewritten) => new(key, [.. _statements], locks, rewritten);
}
