namespace FunctionsMigrator.Core.Model;

/// <summary>The kinds of resources.</summary>
public enum ResourceKind
{
    /// <summary>Named JSON values.</summary>
    Settings,

    /// <summary>Feature flags in the Microsoft feature-management schema.</summary>
    FeatureFlags,

    /// <summary>Rows of a table, by key.</summary>
    ReferenceData,

    /// <summary>SQL scripts with Flyway's names.</summary>
    SqlMigrations,

    /// <summary>Files, byte for byte.</summary>
    Documents,

    /// <summary>JSON resources of an HTTP service.</summary>
    HttpResources,
}
