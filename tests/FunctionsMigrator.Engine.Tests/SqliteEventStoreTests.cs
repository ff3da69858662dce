namespace FunctionsMigrator.Engine.Tests;

public sealed class SqliteEventStoreTests() : EventStoreTests(Medium.Sqlite);
