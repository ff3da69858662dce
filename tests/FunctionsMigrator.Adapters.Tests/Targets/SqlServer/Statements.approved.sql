-- session
SET XACT_ABORT ON;
SET IMPLICIT_TRANSACTIONS OFF;
SET NOCOUNT OFF;
SET ROWCOUNT 0;
SET TEXTSIZE 2147483647;
SET LANGUAGE us_english;
SET DATEFORMAT ymd;
SET DEADLOCK_PRIORITY NORMAL;
SET ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, CONCAT_NULL_YIELDS_NULL, QUOTED_IDENTIFIER ON;
SET NUMERIC_ROUNDABORT OFF;
SET LOCK_TIMEOUT 5000;
GO

-- lock limit
SET LOCK_TIMEOUT 1
GO

-- lock
DECLARE @result int;
EXEC @result = sys.sp_getapplock @Resource = @p1, @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = @p2, @DbPrincipal = N'public';
SELECT @result;
GO

-- unlock
EXEC sys.sp_releaseapplock @Resource = @p1, @LockOwner = N'Session', @DbPrincipal = N'public';
GO

-- probe
SELECT CONVERT(int, SERVERPROPERTY(N'EngineEdition')), CONVERT(int, PARSENAME(CONVERT(nvarchar(128), SERVERPROPERTY(N'ProductVersion')), 4)), CONVERT(int, d.compatibility_level),
    CONVERT(bit, CASE WHEN DATABASEPROPERTYEX(DB_NAME(), N'Updateability') = N'READ_ONLY' THEN 1 ELSE 0 END), CONVERT(bit, CASE WHEN d.snapshot_isolation_state = 1 THEN 1 ELSE 0 END)
FROM sys.databases AS d WHERE d.database_id = DB_ID();
GO

-- whom it waits for
SELECT DISTINCT s.session_id, s.program_name, s.login_name, s.host_name, COALESCE(r.start_time, s.last_request_start_time), s.status, LEFT(COALESCE(q.text, N''), 2000)
FROM sys.dm_exec_sessions AS s
LEFT JOIN sys.dm_exec_requests AS r ON r.session_id = s.session_id
LEFT JOIN sys.dm_exec_connections AS c ON c.session_id = s.session_id
OUTER APPLY sys.dm_exec_sql_text(COALESCE(r.sql_handle, c.most_recent_sql_handle)) AS q
WHERE s.session_id IN (SELECT w.blocking_session_id FROM sys.dm_exec_requests AS w WHERE w.session_id = @p1 AND w.blocking_session_id > 0)
ORDER BY 1;
GO

-- who holds the lock
SELECT DISTINCT s.session_id, s.program_name, s.login_name, s.host_name, COALESCE(r.start_time, s.last_request_start_time), s.status, LEFT(COALESCE(q.text, N''), 2000)
FROM sys.dm_exec_sessions AS s
LEFT JOIN sys.dm_exec_requests AS r ON r.session_id = s.session_id
LEFT JOIN sys.dm_exec_connections AS c ON c.session_id = s.session_id
OUTER APPLY sys.dm_exec_sql_text(COALESCE(r.sql_handle, c.most_recent_sql_handle)) AS q
WHERE s.session_id <> @@SPID AND s.session_id IN (
    SELECT l.request_session_id FROM sys.dm_tran_locks AS l
    WHERE l.resource_type = N'APPLICATION' AND l.resource_database_id = DB_ID() AND l.request_status = N'GRANT' AND CHARINDEX(N'[' + LEFT(@p1, 32), l.resource_description) > 0)
ORDER BY 1;
GO

-- state behind a script
SELECT CONVERT(int, @@TRANCOUNT), CONVERT(int, XACT_STATE());
GO

-- resumable index
SELECT CONVERT(bit, CASE WHEN r.object_id IS NULL THEN 0 ELSE 1 END), COALESCE(CONVERT(float, r.percent_complete), 100)
FROM (SELECT object_id, name FROM sys.indexes UNION SELECT object_id, name FROM sys.index_resumable_operations) AS i
LEFT JOIN sys.index_resumable_operations AS r ON r.object_id = i.object_id AND r.name = i.name
WHERE i.object_id = OBJECT_ID(@p1) AND i.name = @p2;
GO

-- scratch collation
SELECT CONVERT(nvarchar(128), DATABASEPROPERTYEX(DB_NAME(), N'Collation'));
GO

-- scratch create
CREATE DATABASE [fm_scratch_a] COLLATE Latin1_General_100_CI_AS_SC_UTF8;
GO

-- scratch drop 1
IF DB_ID(N'fm_scratch_a') IS NOT NULL AND SERVERPROPERTY(N'EngineEdition') <> 5 EXEC (N'ALTER DATABASE [fm_scratch_a] SET SINGLE_USER WITH ROLLBACK IMMEDIATE');
GO

-- scratch drop 2
DROP DATABASE IF EXISTS [fm_scratch_a];
GO

-- bookkeeping 1
IF SCHEMA_ID(N'fm') IS NULL EXEC (N'CREATE SCHEMA [fm]');
GO

-- bookkeeping 2
IF OBJECT_ID(N'[fm].[target]', N'U') IS NULL
    CREATE TABLE [fm].[target] (
        id int NOT NULL PRIMARY KEY CHECK (id = 1), format int NOT NULL, store nvarchar(400) COLLATE Latin1_General_100_BIN2 NOT NULL, claim bigint NOT NULL, run nvarchar(400) COLLATE Latin1_General_100_BIN2 NOT NULL);
GO

-- bookkeeping 3
IF OBJECT_ID(N'[fm].[history]', N'U') IS NULL
    CREATE TABLE [fm].[history] (
        id bigint IDENTITY(1, 1) NOT NULL PRIMARY KEY, resource nvarchar(400) COLLATE Latin1_General_100_BIN2 NOT NULL, script nvarchar(400) COLLATE Latin1_General_100_BIN2 NOT NULL, version nvarchar(400) COLLATE Latin1_General_100_BIN2 NULL,
    kind nvarchar(20) COLLATE Latin1_General_100_BIN2 NOT NULL, action nvarchar(20) COLLATE Latin1_General_100_BIN2 NOT NULL, checksum char(64) COLLATE Latin1_General_100_BIN2 NULL, text nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL, run nvarchar(400) COLLATE Latin1_General_100_BIN2 NOT NULL,
    change_id nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL, fence bigint NOT NULL, at datetimeoffset(6) NOT NULL, INDEX history_by_script NONCLUSTERED (resource, script, id));
GO

-- bookkeeping 4
IF OBJECT_ID(N'[fm].[history_is_append_only]', N'TR') IS NULL EXEC (N'CREATE TRIGGER [fm].[history_is_append_only] ON [fm].[history] INSTEAD OF UPDATE, DELETE AS THROW 50000, N''the history of scripts is append-only'', 1;');
GO

-- bookkeeping 5
IF OBJECT_ID(N'[fm].[receipts]', N'U') IS NULL
    CREATE TABLE [fm].[receipts] (
        run nvarchar(400) COLLATE Latin1_General_100_BIN2 NOT NULL, change_hash binary(32) NOT NULL, change_id nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL, pre char(64) COLLATE Latin1_General_100_BIN2 NOT NULL, post char(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    status nvarchar(20) COLLATE Latin1_General_100_BIN2 NOT NULL, found char(64) COLLATE Latin1_General_100_BIN2 NULL, fence bigint NOT NULL, at datetimeoffset(6) NOT NULL, PRIMARY KEY (run, change_hash));
GO

-- bookkeeping 6
IF OBJECT_ID(N'[fm].[removed]', N'U') IS NULL
    CREATE TABLE [fm].[removed] (
        id bigint IDENTITY(1, 1) NOT NULL PRIMARY KEY, table_name nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL, key_hash binary(32) NOT NULL, row_key nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL,
    checksum char(64) COLLATE Latin1_General_100_BIN2 NOT NULL, columns nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL, run nvarchar(400) COLLATE Latin1_General_100_BIN2 NOT NULL, at datetimeoffset(6) NOT NULL,
    INDEX removed_by_key NONCLUSTERED (table_name, key_hash));
GO

-- bookkeeping 7
IF OBJECT_ID(N'[fm].[progress]', N'U') IS NULL
    CREATE TABLE [fm].[progress] (
        resource nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, script nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, action nvarchar(20) COLLATE Latin1_General_100_BIN2 NOT NULL, ordinal int NOT NULL, target char(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    hash char(64) COLLATE Latin1_General_100_BIN2 NOT NULL, statement nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL, done bit NOT NULL, run nvarchar(400) COLLATE Latin1_General_100_BIN2 NOT NULL, fence bigint NOT NULL, at datetimeoffset(6) NOT NULL,
    PRIMARY KEY (resource, script, action, ordinal));
GO

-- bookkeeping of another name 1
IF SCHEMA_ID(N'it''s [mine]') IS NULL EXEC (N'CREATE SCHEMA [it''s [mine]]]');
GO

-- bookkeeping of another name 2
IF OBJECT_ID(N'[it''s [mine]]].[target]', N'U') IS NULL
    CREATE TABLE [it's [mine]]].[target] (
        id int NOT NULL PRIMARY KEY CHECK (id = 1), format int NOT NULL, store nvarchar(400) COLLATE Latin1_General_100_BIN2 NOT NULL, claim bigint NOT NULL, run nvarchar(400) COLLATE Latin1_General_100_BIN2 NOT NULL);
GO

-- bookkeeping of another name 3
IF OBJECT_ID(N'[it''s [mine]]].[history]', N'U') IS NULL
    CREATE TABLE [it's [mine]]].[history] (
        id bigint IDENTITY(1, 1) NOT NULL PRIMARY KEY, resource nvarchar(400) COLLATE Latin1_General_100_BIN2 NOT NULL, script nvarchar(400) COLLATE Latin1_General_100_BIN2 NOT NULL, version nvarchar(400) COLLATE Latin1_General_100_BIN2 NULL,
    kind nvarchar(20) COLLATE Latin1_General_100_BIN2 NOT NULL, action nvarchar(20) COLLATE Latin1_General_100_BIN2 NOT NULL, checksum char(64) COLLATE Latin1_General_100_BIN2 NULL, text nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL, run nvarchar(400) COLLATE Latin1_General_100_BIN2 NOT NULL,
    change_id nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL, fence bigint NOT NULL, at datetimeoffset(6) NOT NULL, INDEX history_by_script NONCLUSTERED (resource, script, id));
GO

-- bookkeeping has
SELECT 1 FROM sys.tables AS t JOIN sys.schemas AS s ON s.schema_id = t.schema_id WHERE s.name = @p1 AND t.name = @p2
GO

-- marker
SELECT format, store, claim, run FROM [fm].[target] WHERE id = 1
GO

-- marker, held
SELECT format, store, claim, run FROM [fm].[target] WITH (UPDLOCK, HOLDLOCK, ROWLOCK) WHERE id = 1
GO

-- marker, written
UPDATE [fm].[target] SET store = @p2, claim = @p3, run = @p4 WHERE id = 1;
IF @@ROWCOUNT = 0
    INSERT INTO [fm].[target] (id, format, store, claim, run) VALUES (1, @p1, @p2, @p3, @p4);
GO

-- expire
DELETE FROM [fm].[receipts] WHERE run NOT IN (@p1, @p2);
DELETE FROM [fm].[removed] WHERE at < @p3;
GO

-- receipts found
SELECT r.change_id, r.pre, r.post, r.status, r.found, r.fence, r.at
FROM OPENJSON(@p2) WITH (hash char(64) '$') AS w
JOIN [fm].[receipts] AS r ON r.run = @p1 AND r.change_hash = CONVERT(binary(32), w.hash, 2);
GO

-- receipts added
INSERT INTO [fm].[receipts] (run, change_hash, change_id, pre, post, status, found, fence, at)
SELECT @p1, CONVERT(binary(32), w.hash, 2), w.change, w.pre, w.post, w.status, w.found, @p3, @p4
FROM OPENJSON(@p2) WITH (hash char(64) '$.hash', change nvarchar(max) '$.change', pre char(64) '$.pre', post char(64) '$.post', status nvarchar(20) '$.status', found char(64) '$.found') AS w;
GO

-- history applied
SELECT h.script, h.checksum, h.text, h.run, h.at, h.action FROM (
    SELECT id, script, checksum, text, run, at, action, ROW_NUMBER() OVER (PARTITION BY script ORDER BY id DESC) AS place
    FROM [fm].[history] WHERE resource = @p1 AND action <> N'failure') AS h
WHERE h.place = 1 AND h.checksum IS NOT NULL ORDER BY h.id;
GO

-- history found
SELECT TOP (1) checksum FROM [fm].[history] WHERE resource = @p1 AND script = @p2 AND action <> N'failure' ORDER BY id DESC;
GO

-- history rows
SELECT script, action, checksum, run, fence, at FROM [fm].[history] WHERE resource = @p1 ORDER BY id;
GO

-- history appended
INSERT INTO [fm].[history] (resource, script, version, kind, action, checksum, text, run, change_id, fence, at)
SELECT @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11 FROM [fm].[target] WHERE id = 1 AND store = @p12 AND claim = @p10;
GO

-- progress any
SELECT TOP (1) 1 FROM [fm].[progress] WHERE resource = @p1 AND script = @p2;
GO

-- progress read
SELECT ordinal, target, hash, statement, done FROM [fm].[progress] WHERE resource = @p1 AND script = @p2 AND action = @p3 ORDER BY ordinal;
GO

-- progress written
DELETE FROM [fm].[progress] WHERE resource = @p1 AND script = @p2 AND action = @p3 AND ordinal = @p4;
INSERT INTO [fm].[progress] (resource, script, action, ordinal, target, hash, statement, done, run, fence, at)
SELECT @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11 FROM [fm].[target] WHERE id = 1 AND store = @p12 AND claim = @p10;
SELECT @@ROWCOUNT;
GO

-- progress forgotten, one
DELETE FROM [fm].[progress] WHERE resource = @p1 AND script = @p2 AND action = @p3 AND ordinal = @p4;
GO

-- progress forgotten
DELETE FROM [fm].[progress] WHERE resource = @p1 AND script = @p2;
GO

-- removed added
INSERT INTO [fm].[removed] (table_name, key_hash, row_key, checksum, columns, run, at)
SELECT @p1, CONVERT(binary(32), w.hash, 2), w.row_key, w.checksum, w.columns, @p3, @p4
FROM OPENJSON(@p2) WITH (hash char(64) '$.hash', row_key nvarchar(max) '$.row_key', checksum char(64) '$.checksum', columns nvarchar(max) '$.columns') AS w;
GO

-- removed found
SELECT r.row_key, r.checksum, r.columns FROM OPENJSON(@p2) WITH (hash char(64) '$') AS w
JOIN [fm].[removed] AS r ON r.table_name = @p1 AND r.key_hash = CONVERT(binary(32), w.hash, 2) ORDER BY r.id;
GO

-- removed forgotten
DELETE r FROM [fm].[removed] AS r
JOIN OPENJSON(@p2) WITH (hash char(64) '$') AS w ON r.table_name = @p1 AND r.key_hash = CONVERT(binary(32), w.hash, 2);
GO

-- scratch history
SELECT [resource], [script], [version], [kind], [action], [checksum], [text], [run], [change_id], [fence], [at] FROM [fm].[history] ORDER BY id;
GO

-- scratch progress
SELECT [resource], [script], [action], [ordinal], [target], [hash], [statement], [done], [run], [fence], [at] FROM [fm].[progress];
GO

-- rows all
SELECT t.[code], t.[title], t.[amount], t.[since], t.[flag] FROM [dbo].[countries] AS t WHERE t.[code] IS NOT NULL;
GO

-- rows found
SELECT t.[code], t.[title], t.[amount], t.[since], t.[flag]
FROM OPENJSON(@p1) WITH (p0 nvarchar(max) '$[0]') AS w
JOIN [dbo].[countries] AS t ON t.[code] = CONVERT(nvarchar(20), w.p0) COLLATE SQL_Latin1_General_CP1_CI_AS;
GO

-- rows found, held
SELECT t.[code], t.[title], t.[amount], t.[since], t.[flag]
FROM OPENJSON(@p1) WITH (p0 nvarchar(max) '$[0]') AS w
JOIN [dbo].[countries] AS t WITH (UPDLOCK, HOLDLOCK) ON t.[code] = CONVERT(nvarchar(20), w.p0) COLLATE SQL_Latin1_General_CP1_CI_AS;
GO

-- rows temporary
CREATE TABLE #fm_rows (row int NOT NULL PRIMARY KEY, kind int NOT NULL, p0 nvarchar(max) NULL, v0 nvarchar(max) NULL, v1 nvarchar(max) NULL, v2 nvarchar(max) NULL, v3 nvarchar(max) NULL, v4 nvarchar(max) NULL, u0 nvarchar(max) NULL, u1 nvarchar(max) NULL, u2 nvarchar(max) NULL, u3 nvarchar(max) NULL);
GO

-- rows dependents
SELECT TOP (1) w.row, COUNT_BIG(*) FROM #fm_rows AS w
JOIN [dbo].[countries] AS t ON t.[code] = CONVERT(nvarchar(20), w.p0) COLLATE SQL_Latin1_General_CP1_CI_AS
JOIN [dbo].[cities] AS c ON c.[country] = t.[code]
WHERE w.kind = 0 GROUP BY w.row;
GO

-- rows unmanaged
SELECT w.row, t.[id], CONVERT(nvarchar(max), t.[note]), t.[raw], CASE WHEN t.[place] IS NULL THEN NULL ELSE N'1' END
FROM #fm_rows AS w JOIN [dbo].[countries] AS t ON t.[code] = CONVERT(nvarchar(20), w.p0) COLLATE SQL_Latin1_General_CP1_CI_AS WHERE w.kind = 0 ORDER BY w.row;
GO

-- rows deleted
DELETE t FROM [dbo].[countries] AS t JOIN #fm_rows AS w ON t.[code] = CONVERT(nvarchar(20), w.p0) COLLATE SQL_Latin1_General_CP1_CI_AS WHERE w.kind = 0;
GO

-- rows deleted, one
DELETE t FROM [dbo].[countries] AS t JOIN #fm_rows AS w ON t.[code] = CONVERT(nvarchar(20), w.p0) COLLATE SQL_Latin1_General_CP1_CI_AS WHERE w.kind = 0 AND w.row = @p1;
GO

-- rows updated
UPDATE t SET t.[title] = w.v1, t.[amount] = CONVERT(decimal(10, 1), w.v2), t.[since] = CONVERT(datetime2(3), w.v3, 121), t.[flag] = CONVERT(bit, w.v4) FROM [dbo].[countries] AS t JOIN #fm_rows AS w ON t.[code] = CONVERT(nvarchar(20), w.p0) COLLATE SQL_Latin1_General_CP1_CI_AS WHERE w.kind = 1;
GO

-- rows updated, one
UPDATE t SET t.[title] = w.v1, t.[amount] = CONVERT(decimal(10, 1), w.v2), t.[since] = CONVERT(datetime2(3), w.v3, 121), t.[flag] = CONVERT(bit, w.v4) FROM [dbo].[countries] AS t JOIN #fm_rows AS w ON t.[code] = CONVERT(nvarchar(20), w.p0) COLLATE SQL_Latin1_General_CP1_CI_AS WHERE w.kind = 1 AND w.row = @p1;
GO

-- rows inserted
INSERT INTO [dbo].[countries] ([code], [title], [amount], [since], [flag]) SELECT w.v0, w.v1, CONVERT(decimal(10, 1), w.v2), CONVERT(datetime2(3), w.v3, 121), CONVERT(bit, w.v4) FROM #fm_rows AS w WHERE w.kind = 2;
GO

-- rows inserted, one
INSERT INTO [dbo].[countries] ([code], [title], [amount], [since], [flag]) SELECT w.v0, w.v1, CONVERT(decimal(10, 1), w.v2), CONVERT(datetime2(3), w.v3, 121), CONVERT(bit, w.v4) FROM #fm_rows AS w WHERE w.kind = 2 AND w.row = @p1;
GO

-- rows inserted with what was kept
SET IDENTITY_INSERT [dbo].[countries] ON;
INSERT INTO [dbo].[countries] ([code], [title], [amount], [since], [flag], [id], [note], [raw]) SELECT w.v0, w.v1, CONVERT(decimal(10, 1), w.v2), CONVERT(datetime2(3), w.v3, 121), CONVERT(bit, w.v4), CONVERT(bigint, w.u0), CONVERT(xml, w.u1), CONVERT(varbinary(max), w.u2, 1) FROM #fm_rows AS w WHERE w.kind = 3;
SET IDENTITY_INSERT [dbo].[countries] OFF;
GO

-- rows temporary, dropped
DROP TABLE #fm_rows;
GO

-- content counted
SELECT COUNT_BIG(*) FROM [dbo].[countries];
GO

-- content
SELECT t.[id], t.[code], t.[title], t.[amount], t.[since], t.[flag], CONVERT(nvarchar(max), t.[note]), t.[raw], CONVERT(nvarchar(max), t.[place]), t.[twice] FROM [dbo].[countries] AS t;
GO

-- scratch table
SELECT [id], [code], [title], [amount], [since], [flag], [note], [raw], [place] FROM [dbo].[countries];
GO

-- generated row
INSERT INTO [dbo].[countries] ([code], [title], [amount], [raw]) VALUES (@p1, @p2, CONVERT(decimal(10, 1), @p3), CONVERT(varbinary(max), @p4, 1));
GO

-- generated pointers
SELECT TOP (3) [code] FROM [dbo].[countries] ORDER BY 1;
GO

-- generated row of nothing
INSERT INTO [dbo].[countries] DEFAULT VALUES;
GO

-- table
SELECT s.name, t.name, t.object_id FROM sys.tables AS t JOIN sys.schemas AS s ON s.schema_id = t.schema_id
WHERE (s.name = @p1 AND t.name = @p2) OR (s.name = @p3 AND t.name = @p4) ORDER BY CASE WHEN t.name = @p2 AND s.name = @p1 THEN 0 ELSE 1 END;
GO

-- table columns
SELECT c.name, COALESCE(b.name, u.name), c.max_length, c.precision, c.scale, c.collation_name, c.is_nullable,
    CONVERT(bit, CASE WHEN c.default_object_id <> 0 THEN 1 ELSE 0 END), c.is_identity,
    CONVERT(bit, CASE WHEN c.is_computed = 1 OR c.system_type_id = 189 OR c.generated_always_type <> 0 THEN 1 ELSE 0 END)
FROM sys.columns AS c
JOIN sys.types AS u ON u.user_type_id = c.user_type_id
LEFT JOIN sys.types AS b ON b.user_type_id = c.system_type_id AND b.system_type_id = c.system_type_id
WHERE c.object_id = @p1 ORDER BY c.column_id;
GO

-- table keys
SELECT i.index_id, c.name FROM sys.indexes AS i
JOIN sys.index_columns AS k ON k.object_id = i.object_id AND k.index_id = i.index_id AND k.key_ordinal > 0
JOIN sys.columns AS c ON c.object_id = k.object_id AND c.column_id = k.column_id
WHERE i.object_id = @p1 AND i.is_unique = 1 AND i.has_filter = 0 AND i.is_disabled = 0 ORDER BY i.is_primary_key DESC, i.index_id, k.key_ordinal;
GO

-- links
SELECT f.object_id, f.name, c.object_id, cs.name, c.name, cc.name, p.object_id, ps.name, p.name, pc.name, CONVERT(tinyint, f.delete_referential_action)
FROM sys.foreign_keys AS f
JOIN sys.foreign_key_columns AS k ON k.constraint_object_id = f.object_id
JOIN sys.tables AS c ON c.object_id = f.parent_object_id
JOIN sys.schemas AS cs ON cs.schema_id = c.schema_id
JOIN sys.columns AS cc ON cc.object_id = k.parent_object_id AND cc.column_id = k.parent_column_id
JOIN sys.tables AS p ON p.object_id = f.referenced_object_id
JOIN sys.schemas AS ps ON ps.schema_id = p.schema_id
JOIN sys.columns AS pc ON pc.object_id = k.referenced_object_id AND pc.column_id = k.referenced_column_id
WHERE f.is_disabled = 0 AND (@p1 IS NULL OR CASE @p2 WHEN 1 THEN f.referenced_object_id ELSE f.parent_object_id END = @p1)
ORDER BY cs.name, c.name, f.name, k.constraint_column_id;
GO

-- schemas
SELECT s.name FROM sys.schemas AS s WHERE s.schema_id > 4 AND s.schema_id < 16384 AND s.name <> @p1;
GO

-- types
SELECT s.name, t.name, b.name, t.max_length, t.precision, t.scale, t.is_nullable, COALESCE(x.type_table_object_id, 0)
FROM sys.types AS t
JOIN sys.schemas AS s ON s.schema_id = t.schema_id
LEFT JOIN sys.types AS b ON b.user_type_id = t.system_type_id
LEFT JOIN sys.table_types AS x ON x.user_type_id = t.user_type_id
WHERE t.is_user_defined = 1 AND t.is_assembly_type = 0 AND s.name <> @p1;
GO

-- sequences
SELECT s.name, q.name, q.object_id, TYPE_NAME(q.user_type_id), CONVERT(nvarchar(40), q.start_value), CONVERT(nvarchar(40), q.increment), CONVERT(nvarchar(40), q.minimum_value),
    CONVERT(nvarchar(40), q.maximum_value), q.is_cycling, q.is_cached, COALESCE(q.cache_size, 0)
FROM sys.sequences AS q JOIN sys.schemas AS s ON s.schema_id = q.schema_id WHERE s.name <> @p1;
GO

-- synonyms
SELECT s.name, y.name, y.object_id, y.base_object_name FROM sys.synonyms AS y JOIN sys.schemas AS s ON s.schema_id = y.schema_id WHERE s.name <> @p1;
GO

-- tables
SELECT s.name, t.name, t.object_id, CONVERT(tinyint, t.temporal_type), t.is_memory_optimized
FROM sys.tables AS t JOIN sys.schemas AS s ON s.schema_id = t.schema_id WHERE t.is_ms_shipped = 0 AND t.is_external = 0 AND s.name <> @p1;
GO

-- columns
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
GO

-- indexes
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
GO

-- checks
SELECT s.name, t.name, k.name, k.is_system_named, k.definition, k.is_not_trusted, k.is_disabled, k.object_id
FROM sys.check_constraints AS k
JOIN sys.tables AS t ON t.object_id = k.parent_object_id AND t.is_ms_shipped = 0
JOIN sys.schemas AS s ON s.schema_id = t.schema_id WHERE s.name <> @p1;
GO

-- foreign keys
SELECT cs.name, c.name, f.name, f.is_system_named, cc.name, ps.name, p.name, pc.name, f.delete_referential_action_desc, f.update_referential_action_desc, f.is_not_trusted, f.is_disabled
FROM sys.foreign_keys AS f
JOIN sys.foreign_key_columns AS k ON k.constraint_object_id = f.object_id
JOIN sys.tables AS c ON c.object_id = f.parent_object_id JOIN sys.schemas AS cs ON cs.schema_id = c.schema_id
JOIN sys.columns AS cc ON cc.object_id = k.parent_object_id AND cc.column_id = k.parent_column_id
JOIN sys.tables AS p ON p.object_id = f.referenced_object_id JOIN sys.schemas AS ps ON ps.schema_id = p.schema_id
JOIN sys.columns AS pc ON pc.object_id = k.referenced_object_id AND pc.column_id = k.referenced_column_id
WHERE cs.name <> @p1 ORDER BY cs.name, c.name, f.name, k.constraint_column_id;
GO

-- modules
SELECT COALESCE(s.name, N''), COALESCE(o.name, g.name), m.object_id, COALESCE(o.type, N'TR'), m.definition, m.uses_ansi_nulls, m.uses_quoted_identifier, ISNULL(g.is_disabled, 0),
    COALESCE(QUOTENAME(ps.name) + N'.' + QUOTENAME(p.name), N'DATABASE')
FROM sys.sql_modules AS m
LEFT JOIN sys.objects AS o ON o.object_id = m.object_id
LEFT JOIN sys.schemas AS s ON s.schema_id = o.schema_id
LEFT JOIN sys.triggers AS g ON g.object_id = m.object_id
LEFT JOIN sys.objects AS p ON p.object_id = g.parent_id AND g.parent_class = 1
LEFT JOIN sys.schemas AS ps ON ps.schema_id = p.schema_id
WHERE COALESCE(o.is_ms_shipped, g.is_ms_shipped) = 0 AND COALESCE(s.name, N'') <> @p1 AND COALESCE(ps.name, N'') <> @p1;
GO

-- needs
SELECT DISTINCT CASE WHEN o.type = N'D' THEN o.parent_object_id ELSE d.referencing_id END, d.referenced_id
FROM sys.sql_expression_dependencies AS d JOIN sys.objects AS o ON o.object_id = d.referencing_id
WHERE d.referenced_id IS NOT NULL AND d.referenced_id <> d.referencing_id AND d.referencing_class = 1;
GO

-- left out
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
GO

-- size
SELECT COALESCE(SUM(p.rows), 0), COALESCE(SUM(a.used), 0) * 8192 FROM sys.partitions AS p
OUTER APPLY (SELECT SUM(u.used_pages) AS used FROM sys.allocation_units AS u WHERE u.container_id IN (p.hobt_id, p.partition_id)) AS a
WHERE p.object_id = @p1 AND p.index_id IN (0, 1);
GO

-- key
SELECT c.name FROM sys.indexes AS i
JOIN sys.index_columns AS k ON k.object_id = i.object_id AND k.index_id = i.index_id AND k.key_ordinal > 0
JOIN sys.columns AS c ON c.object_id = k.object_id AND c.column_id = k.column_id
WHERE i.object_id = @p1 AND i.is_primary_key = 1 ORDER BY k.key_ordinal;
GO

-- made table
CREATE TABLE [dbo].[orders] (
    [id] bigint IDENTITY(1, 1) NOT NULL,
    [total] decimal(10, 2) NOT NULL CONSTRAINT [df_total] DEFAULT ((0)),
    [code] nvarchar(10) COLLATE Latin1_General_BIN2 NULL DEFAULT (N'x'),
    [guid] uniqueidentifier ROWGUIDCOL NOT NULL,
    [twice] AS ([id]*(2)) PERSISTED NOT NULL,
    [odd ]]] [dbo].[money] SPARSE NULL);
GO

-- made key
ALTER TABLE [dbo].[orders] ADD PRIMARY KEY CLUSTERED ([id]);
GO

-- made unique
ALTER TABLE [dbo].[orders] ADD CONSTRAINT [uq] UNIQUE NONCLUSTERED ([code], [total] DESC) WITH (FILLFACTOR = 90);
GO

-- made index
CREATE UNIQUE NONCLUSTERED INDEX [ix] ON [dbo].[orders] ([code]) INCLUDE ([total]) WHERE ([code] IS NOT NULL) WITH (FILLFACTOR = 90, DATA_COMPRESSION = PAGE);
ALTER INDEX [ix] ON [dbo].[orders] DISABLE;
GO

-- made columnstore
CREATE CLUSTERED COLUMNSTORE INDEX [cs] ON [dbo].[orders];
GO

-- made foreign key
ALTER TABLE [dbo].[lines] WITH CHECK ADD CONSTRAINT [fk] FOREIGN KEY ([order], [part]) REFERENCES [dbo].[orders] ([id], [part]) ON DELETE SET NULL;
ALTER TABLE [dbo].[lines] NOCHECK CONSTRAINT [fk];
GO

-- made foreign key without a name
ALTER TABLE [dbo].[lines] WITH NOCHECK ADD FOREIGN KEY ([order]) REFERENCES [dbo].[orders] ([id]) ON DELETE CASCADE ON UPDATE CASCADE;
GO

-- made check
ALTER TABLE [dbo].[orders] WITH NOCHECK ADD CONSTRAINT [ck] CHECK ([total]>=(0));
ALTER TABLE [dbo].[orders] NOCHECK CONSTRAINT [ck];
GO

-- made sequence
CREATE SEQUENCE [dbo].[s] AS bigint START WITH 1 INCREMENT BY 1 MINVALUE -9223372036854775808 MAXVALUE 9223372036854775807 NO CYCLE CACHE 50;
GO

-- made module
SET ANSI_NULLS OFF;
GO
SET QUOTED_IDENTIFIER OFF;
GO
-- kept
CREATE VIEW v AS SELECT 1 AS a
GO
SET ANSI_NULLS ON;
GO
SET QUOTED_IDENTIFIER ON;
GO

-- question Rows
SELECT COUNT_BIG(*) FROM (SELECT TOP (10000) 1 AS one FROM [dbo].[orders]) AS counted;
GO

-- question Nulls
SELECT COUNT_BIG(*) FROM (SELECT TOP (10000) 1 AS one FROM [dbo].[orders] WHERE [code] IS NULL OR [total] IS NULL) AS counted;
GO

-- question Duplicates
SELECT COUNT_BIG(*) FROM (SELECT TOP (10000) 1 AS one FROM [dbo].[orders] WHERE [code] IS NOT NULL AND [total] IS NOT NULL GROUP BY [code], [total] HAVING COUNT_BIG(*) > 1) AS counted;
GO

-- question NoKey
SELECT (SELECT COUNT_BIG(*) FROM (SELECT TOP (10000) 1 AS one FROM [dbo].[orders] WHERE [code] IS NULL OR [total] IS NULL) AS counted) + (SELECT COUNT_BIG(*) FROM (SELECT TOP (10000) 1 AS one FROM [dbo].[orders] WHERE [code] IS NOT NULL AND [total] IS NOT NULL GROUP BY [code], [total] HAVING COUNT_BIG(*) > 1) AS counted);
GO

-- question Orphans
SELECT COUNT_BIG(*) FROM (SELECT TOP (10000) 1 AS one FROM [dbo].[orders] AS a WHERE a.[code] IS NOT NULL AND a.[total] IS NOT NULL AND NOT EXISTS (SELECT 1 FROM [dbo].[codes] AS b WHERE b.[code] = a.[code] AND b.[total] = a.[total])) AS counted;
GO

-- question Breaking
SELECT COUNT_BIG(*) FROM (SELECT TOP (10000) 1 AS one FROM [dbo].[orders] WHERE NOT (total > 0)) AS counted;
GO

-- question TooLong
SELECT COUNT_BIG(*) FROM (SELECT TOP (10000) 1 AS one FROM [dbo].[orders] WHERE LEN([code] + N'.') - 1 > 10) AS counted;
GO

-- question OutOfRange
SELECT COUNT_BIG(*) FROM (SELECT TOP (10000) 1 AS one FROM [dbo].[orders] WHERE [code] NOT BETWEEN -5 AND 10) AS counted;
GO
