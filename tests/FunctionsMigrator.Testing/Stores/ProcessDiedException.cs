namespace FunctionsMigrator.Testing.Stores;

/// <summary>Stands for the end of the process: no product code catches it.</summary>
public sealed class ProcessDiedException(string where) : Exception($"The process died {where}.");
