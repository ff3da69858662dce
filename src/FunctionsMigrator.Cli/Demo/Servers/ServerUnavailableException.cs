namespace FunctionsMigrator.Cli.Demo.Servers;

/// <summary>A server cannot be installed or started. The message is one sentence with what to do.</summary>
public sealed class ServerUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
