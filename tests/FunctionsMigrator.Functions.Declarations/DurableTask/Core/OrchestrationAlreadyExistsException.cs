// Azure/durabletask: src/DurableTask.Core/Exceptions/OrchestrationAlreadyExistsException.cs
namespace DurableTask.Core.Exceptions;

public class OrchestrationAlreadyExistsException(string message) : InvalidOperationException(message);
