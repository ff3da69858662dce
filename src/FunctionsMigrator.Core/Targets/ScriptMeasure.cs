namespace FunctionsMigrator.Core.Targets;

/// <summary>What a script did where it was tried: on few rows of its own, so that times say which statement is slow and not how slow.</summary>
/// <param name="Key">The script.</param>
/// <param name="Statements">Its statements in order, the first hundred.</param>
/// <param name="Locks">Locks that keep others waiting, on tables that were there before; empty where the database has no such locks.</param>
/// <param name="Rewritten">Tables, with their schemas, of which every row was written anew.</param>
public sealed record ScriptMeasure(string Key, IReadOnlyList<StatementMeasure> Statements, IReadOnlyList<LockMeasure> Locks, IReadOnlyList<string> Rewritten)
{
    /// <summary>How many statements a measure holds.</summary>
    public const int MostStatements = 100;
}
