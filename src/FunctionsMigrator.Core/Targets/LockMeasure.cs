namespace FunctionsMigrator.Core.Targets;

/// <summary>The strongest lock that a script held on a table that was there before it.</summary>
/// <param name="Table">The table, with its schema.</param>
/// <param name="Mode">The lock, in the database's words: <c>ACCESS EXCLUSIVE</c>.</param>
public sealed record LockMeasure(string Table, string Mode);
