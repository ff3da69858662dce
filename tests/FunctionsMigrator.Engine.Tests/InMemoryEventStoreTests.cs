namespace FunctionsMigrator.Engine.Tests;

public sealed class InMemoryEventStoreTests() : EventStoreTests(Medium.Memory);
