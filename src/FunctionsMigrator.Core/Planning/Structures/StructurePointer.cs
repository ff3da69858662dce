namespace FunctionsMigrator.Core.Planning.Structures;

/// <summary>What a database's structure was when the last run that ran scripts on it had ended: part of the target's <see cref="LedgerPointer"/>.</summary>
/// <param name="Blob">Name of the blob (area Plans) with one <see cref="StructureEntry"/> a line, in <see cref="Utf8Order"/> of their names.</param>
/// <param name="History">
/// Stands for the rows that the target's script histories had then. Where they have others now, a script has run whose run did not end well, and nobody can say what the structure should be.
/// </param>
public sealed record StructurePointer(string Blob, Digest History);
