using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Stores.Local;

/// <summary>How a local store is opened.</summary>
/// <param name="Records">The record file.</param>
/// <param name="Time">Clock; the system's when null.</param>
/// <param name="Observer">Told of every durable write of blobs and records; nobody when null.</param>
/// <param name="NewKeys">The keys of a store that is made now; random ones when null. A store that is there keeps its own.</param>
public sealed record LocalStoreOptions(SqliteRecordOptions? Records = null, TimeProvider? Time = null, IDurableWriteObserver? Observer = null, StoreKeys? NewKeys = null);
