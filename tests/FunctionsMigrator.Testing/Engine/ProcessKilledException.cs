namespace FunctionsMigrator.Testing.Engine;

/// <summary>The process is dead: whatever it still tries to write ends here.</summary>
public sealed class ProcessKilledException() : Exception("The process was killed.");
