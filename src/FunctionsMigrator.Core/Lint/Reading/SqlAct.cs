using FunctionsMigrator.Core.Items.Scripts;

namespace FunctionsMigrator.Core.Lint.Reading;

/// <summary>One thing that a statement does, read from its text alone; an ALTER TABLE may do several.</summary>
internal abstract record SqlAct
{
    /// <summary>The table it is about; null when it is about none, or about several.</summary>
    public virtual SqlName? About => null;
}

/// <summary>CREATE TABLE, also AS a query.</summary>
internal sealed record TableMade(SqlName Table) : SqlAct
{
    public override SqlName About => Table;
}

/// <summary>CREATE [MATERIALIZED] VIEW.</summary>
internal sealed record ViewMade(SqlName View) : SqlAct;

/// <summary>CREATE INDEX. <paramref name="Columns"/> is null where it is on expressions or only on some rows.</summary>
internal sealed record IndexMade(SqlName Table, string Name, bool Unique, bool Concurrently, IReadOnlyList<string>? Columns) : SqlAct
{
    public override SqlName About => Table;
}

/// <summary>DROP of objects of one kind, in upper case.</summary>
internal sealed record ObjectsDropped(string Kind, IReadOnlyList<SqlName> Names, bool Cascade, bool Concurrently) : SqlAct;

/// <summary>TRUNCATE.</summary>
internal sealed record TablesEmptied(IReadOnlyList<SqlName> Tables) : SqlAct;

/// <summary>One action of ALTER TABLE.</summary>
internal abstract record TableAct(SqlName Table) : SqlAct
{
    public override SqlName About => Table;
}

/// <summary>ADD COLUMN.</summary>
internal sealed record ColumnAdded(SqlName Table, ColumnText Column) : TableAct(Table);

/// <summary>DROP COLUMN.</summary>
internal sealed record ColumnDropped(SqlName Table, string Column, bool Cascade) : TableAct(Table);

/// <summary>ALTER COLUMN ... TYPE, where <paramref name="Using"/> with an expression for the new values.</summary>
internal sealed record TypeChanged(SqlName Table, string Column, string Type, bool Using) : TableAct(Table);

/// <summary>ALTER COLUMN ... SET NOT NULL.</summary>
internal sealed record NotNullSet(SqlName Table, string Column) : TableAct(Table);

/// <summary>ALTER COLUMN ... DROP DEFAULT.</summary>
internal sealed record DefaultDropped(SqlName Table, string Column) : TableAct(Table);

/// <summary>ADD CONSTRAINT, or one without a name.</summary>
internal sealed record ConstraintAdded(SqlName Table, ConstraintText Constraint) : TableAct(Table);

/// <summary>DROP CONSTRAINT.</summary>
internal sealed record ConstraintDropped(SqlName Table, string Name, bool Cascade) : TableAct(Table);

/// <summary>VALIDATE CONSTRAINT.</summary>
internal sealed record ConstraintValidated(SqlName Table, string Name) : TableAct(Table);

/// <summary>RENAME TO of a table or view.</summary>
internal sealed record TableRenamed(SqlName Table, SqlName To, string Kind) : TableAct(Table);

/// <summary>RENAME COLUMN.</summary>
internal sealed record ColumnRenamed(SqlName Table, string From, string To) : TableAct(Table);

/// <summary>SET LOGGED, SET TABLESPACE and the like: the table is written anew.</summary>
internal sealed record TableRewritten(SqlName Table, string How) : TableAct(Table);

/// <summary>Any other action of ALTER TABLE.</summary>
internal sealed record TableAltered(SqlName Table) : TableAct(Table);

/// <summary>INSERT, UPDATE, DELETE, MERGE, COPY. <paramref name="Everywhere"/>: an UPDATE or DELETE of every row. <paramref name="Many"/>: not only rows that the text lists.</summary>
internal sealed record RowsWritten(SqlName Table, string Verb, bool Everywhere, bool Many) : SqlAct
{
    public override SqlName About => Table;
}

/// <summary>LOCK TABLE.</summary>
internal sealed record TablesLocked(IReadOnlyList<SqlName> Tables, string Mode) : SqlAct;

/// <summary>VACUUM FULL or CLUSTER; no table: all.</summary>
internal sealed record TableCompacted(string Verb, SqlName? Table) : SqlAct
{
    public override SqlName? About => Table;
}

/// <summary>REINDEX.</summary>
internal sealed record IndexesRebuilt(string Kind, SqlName? Name, bool Concurrently) : SqlAct;

/// <summary>REFRESH MATERIALIZED VIEW.</summary>
internal sealed record ViewRefreshed(SqlName View, bool Concurrently, bool WithData) : SqlAct;

/// <summary>What may write anything: a block of procedural code, a call.</summary>
internal sealed record Opaque(string What) : SqlAct;
