namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>The queries over the catalogue of a database. <c>@p1</c> is the product's own schema, which is left out.</summary>
internal static class SqlServerCatalogue
{
    /// <summary>Schemas that somebody made: those of the fixed roles have numbers from 16384 on.</summary>
    public const string Schemas = "SELECT s.name FROM sys.schemas AS s WHERE s.schema_id > 4 AND s.schema_id < 16384 AND s.name <> @p1;";

    /// <summary>Alias types, and table types with the number of their columns' table.</summary>
    public const string Types =
        """
        SELECT s.name, t.name, b.name, t.max_length, t.precision, t.scale, t.is_nullable, COALESCE(x.type_table_object_id, 0)
        FROM sys.types AS t
        JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        LEFT JOIN sys.types AS b ON b.user_type_id = t.system_type_id
        LEFT JOIN sys.table_types AS x ON x.user_type_id = t.user_type_id
        WHERE t.is_user_defined = 1 AND t.is_assembly_type = 0 AND s.name <> @p1;
        """;

    public const string Sequences =
        """
        SELECT s.name, q.name, q.object_id, TYPE_NAME(q.user_type_id), CONVERT(nvarchar(40), q.start_value), CONVERT(nvarchar(40), q.increment), CONVERT(nvarchar(40), q.minimum_value),
            CONVERT(nvarchar(40), q.maximum_value), q.is_cycling, q.is_cached, COALESCE(q.cache_size, 0)
        FROM sys.sequences AS q JOIN sys.schemas AS s ON s.schema_id = q.schema_id WHERE s.name <> @p1;
        """;

    public const string Synonyms = "SELECT s.name, y.name, y.object_id, y.base_object_name FROM sys.synonyms AS y JOIN sys.schemas AS s ON s.schema_id = y.schema_id WHERE s.name <> @p1;";

    public const string Tables =
        """
        SELECT s.name, t.name, t.object_id, CONVERT(tinyint, t.temporal_type), t.is_memory_optimized
        FROM sys.tables AS t JOIN sys.schemas AS s ON s.schema_id = t.schema_id WHERE t.is_ms_shipped = 0 AND t.is_external = 0 AND s.name <> @p1;
        """;

    /// <summary>The columns of tables and table types.</summary>
    public const string Columns =
        """
        SELECT c.object_id, c.name, CASE WHEN u.is_user_defined = 1 THEN QUOTENAME(us.name) + N'.' + QUOTENAME(u.name) ELSE NULL END, u.name, c.max_length, c.precision, c.scale,
            CASE WHEN c.collation_name = CONVERT(nvarchar(128), DATABASEPROPERTYEX(DB_NAME(), N'Collation')) THEN NULL ELSE c.collation_name END, c.is_nullable,
            CASE WHEN i.object_id IS NULL THEN NULL ELSE CONVERT(nvarchar(40), i.seed_value) + N', ' + CONVERT(nvarchar(40), i.increment_value) END,
            m.definition, ISNULL(m.is_persisted, 0), d.definition, CASE WHEN d.is_system_named = 1 THEN NULL ELSE d.name END, c.is_rowguidcol, c.is_sparse, CONVERT(tinyint, c.generated_always_type), c.is_hidden
        FROM sys.columns AS c
        JOIN sys.types AS u ON u.user_type_id = c.user_type_id
        JOIN sys.schemas AS us ON us.schema_id = u.schema_id
        LEFT JOIN sys.identity_columns AS i ON i.object_id = c.object_id AND i.column_id = c.column_id
        LEFT JOIN sys.computed_columns AS m ON m.object_id = c.object_id AND m.column_id = c.column_id
        LEFT JOIN sys.default_constraints AS d ON d.object_id = c.default_object_id
        WHERE EXISTS (SELECT 1 FROM sys.tables AS t WHERE t.object_id = c.object_id AND t.is_ms_shipped = 0)
            OR EXISTS (SELECT 1 FROM sys.table_types AS x WHERE x.type_table_object_id = c.object_id)
        ORDER BY c.object_id, c.column_id;
        """;

    /// <summary>Keys, unique constraints and indexes, a row a column; XML, spatial and other special ones are left out.</summary>
    public const string Indexes =
        """
        SELECT i.object_id, i.index_id, i.name, i.type_desc, i.is_primary_key, i.is_unique_constraint, ISNULL(k.is_system_named, 0), i.is_unique, i.filter_definition, i.fill_factor, i.is_padded,
            i.ignore_dup_key, i.allow_row_locks, i.allow_page_locks, i.is_disabled, c.name, x.is_descending_key, x.is_included_column, p.data_compression_desc
        FROM sys.indexes AS i
        JOIN sys.tables AS t ON t.object_id = i.object_id AND t.is_ms_shipped = 0
        JOIN sys.schemas AS s ON s.schema_id = t.schema_id AND s.name <> @p1
        JOIN sys.index_columns AS x ON x.object_id = i.object_id AND x.index_id = i.index_id
        JOIN sys.columns AS c ON c.object_id = x.object_id AND c.column_id = x.column_id
        LEFT JOIN sys.key_constraints AS k ON k.parent_object_id = i.object_id AND k.unique_index_id = i.index_id
        LEFT JOIN sys.partitions AS p ON p.object_id = i.object_id AND p.index_id = i.index_id AND p.partition_number = 1
        WHERE i.type IN (1, 2, 5, 6)
        ORDER BY i.object_id, i.index_id, CASE WHEN x.key_ordinal = 0 THEN 1000 ELSE x.key_ordinal END, x.index_column_id;
        """;

    public const string Checks =
        """
        SELECT s.name, t.name, k.name, k.is_system_named, k.definition, k.is_not_trusted, k.is_disabled, k.object_id
        FROM sys.check_constraints AS k
        JOIN sys.tables AS t ON t.object_id = k.parent_object_id AND t.is_ms_shipped = 0
        JOIN sys.schemas AS s ON s.schema_id = t.schema_id WHERE s.name <> @p1;
        """;

    /// <summary>Foreign keys, a row a column.</summary>
    public const string ForeignKeys =
        """
        SELECT cs.name, c.name, f.name, f.is_system_named, cc.name, ps.name, p.name, pc.name, f.delete_referential_action_desc, f.update_referential_action_desc, f.is_not_trusted, f.is_disabled
        FROM sys.foreign_keys AS f
        JOIN sys.foreign_key_columns AS k ON k.constraint_object_id = f.object_id
        JOIN sys.tables AS c ON c.object_id = f.parent_object_id JOIN sys.schemas AS cs ON cs.schema_id = c.schema_id
        JOIN sys.columns AS cc ON cc.object_id = k.parent_object_id AND cc.column_id = k.parent_column_id
        JOIN sys.tables AS p ON p.object_id = f.referenced_object_id JOIN sys.schemas AS ps ON ps.schema_id = p.schema_id
        JOIN sys.columns AS pc ON pc.object_id = k.referenced_object_id AND pc.column_id = k.referenced_column_id
        WHERE cs.name <> @p1 ORDER BY cs.name, c.name, f.name, k.constraint_column_id;
        """;

    /// <summary>Views, procedures, functions and triggers as they were written.</summary>
    public const string Modules =
        """
        SELECT COALESCE(s.name, N''), COALESCE(o.name, g.name), m.object_id, COALESCE(o.type, N'TR'), m.definition, m.uses_ansi_nulls, m.uses_quoted_identifier, ISNULL(g.is_disabled, 0),
            COALESCE(QUOTENAME(ps.name) + N'.' + QUOTENAME(p.name), N'DATABASE')
        FROM sys.sql_modules AS m
        LEFT JOIN sys.objects AS o ON o.object_id = m.object_id
        LEFT JOIN sys.schemas AS s ON s.schema_id = o.schema_id
        LEFT JOIN sys.triggers AS g ON g.object_id = m.object_id
        LEFT JOIN sys.objects AS p ON p.object_id = g.parent_id AND g.parent_class = 1
        LEFT JOIN sys.schemas AS ps ON ps.schema_id = p.schema_id
        WHERE COALESCE(o.is_ms_shipped, g.is_ms_shipped) = 0 AND COALESCE(s.name, N'') <> @p1 AND COALESCE(ps.name, N'') <> @p1;
        """;

    /// <summary>Which object needs which other: first the one that needs. Checks and computed columns count as their tables.</summary>
    public const string Needs =
        """
        SELECT DISTINCT CASE WHEN o.type = N'D' THEN o.parent_object_id ELSE d.referencing_id END, d.referenced_id
        FROM sys.sql_expression_dependencies AS d JOIN sys.objects AS o ON o.object_id = d.referencing_id
        WHERE d.referenced_id IS NOT NULL AND d.referenced_id <> d.referencing_id AND d.referencing_class = 1;
        """;

    /// <summary>What the text of a structure does not make, with its number.</summary>
    public const string LeftOut =
        """
        SELECT x.what, x.number FROM (
            SELECT N'assemblies' AS what, COUNT(*) AS number FROM sys.assemblies WHERE is_user_defined = 1
            UNION ALL SELECT N'XML schema collections', COUNT(*) FROM sys.xml_schema_collections WHERE xml_collection_id > 1
            UNION ALL SELECT N'partition schemes', COUNT(*) FROM sys.partition_schemes
            UNION ALL SELECT N'full-text indexes', COUNT(*) FROM sys.fulltext_indexes
            UNION ALL SELECT N'XML, spatial and other special indexes', COUNT(*) FROM sys.indexes AS i JOIN sys.tables AS t ON t.object_id = i.object_id WHERE i.type NOT IN (0, 1, 2, 5, 6)
            UNION ALL SELECT N'external tables', COUNT(*) FROM sys.tables WHERE is_external = 1
            UNION ALL SELECT N'tables with a history of their own', COUNT(*) FROM sys.tables WHERE temporal_type = 2
            UNION ALL SELECT N'tables in memory', COUNT(*) FROM sys.tables WHERE is_memory_optimized = 1
            UNION ALL SELECT N'encrypted modules', COUNT(*) FROM sys.sql_modules AS m JOIN sys.objects AS o ON o.object_id = m.object_id WHERE m.definition IS NULL AND o.is_ms_shipped = 0
            UNION ALL SELECT N'security policies', COUNT(*) FROM sys.security_policies
            UNION ALL SELECT N'extended properties', COUNT(*) FROM sys.extended_properties WHERE class IN (1, 3)
        ) AS x WHERE x.number > 0 ORDER BY x.what;
        """;
}
