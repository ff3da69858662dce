namespace FunctionsMigrator.Engine.Driving;

/// <summary>Another process has the run; whoever sees this stops at once and writes nothing.</summary>
internal sealed class LeaseLostException(string root) : Exception($"The lease of {root} is lost.");
