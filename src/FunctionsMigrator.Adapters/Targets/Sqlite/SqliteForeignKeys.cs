namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>When a transaction checks foreign keys.</summary>
internal enum SqliteForeignKeys
{
    /// <summary>By every statement.</summary>
    On,

    /// <summary>When the transaction ends.</summary>
    Deferred,

    /// <summary>The caller does.</summary>
    Off,
}
