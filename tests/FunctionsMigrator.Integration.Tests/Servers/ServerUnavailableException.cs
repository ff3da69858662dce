namespace FunctionsMigrator.Integration.Tests.Servers;

/// <summary>A server for tests cannot be installed or started. The message is one sentence with what to do.</summary>
public sealed class ServerUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
