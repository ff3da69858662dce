namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>The linter: what is dangerous in scripts. Each has its page in <c>docs/lint.md</c>.</summary>
public static class LintCodes
{
    /// <summary>No reason.</summary>
    public static readonly FailureCode NoReason = Code("LINT001", "A finding is set aside without a reason", "Write the reason behind the code: `-- fm:nolint LINT103 nobody reads it since release 14`.");

    /// <summary>No such code.</summary>
    public static readonly FailureCode NoSuchCode = Code("LINT002", "A comment sets aside what there is not", "Name a code of docs/lint.md, or take the comment out.");

    /// <summary>Drop schema.</summary>
    public static readonly FailureCode DropSchema = Code("LINT101", "A schema is dropped", "Keep it until no program uses it and its data is exported; then drop it in a release of its own.");

    /// <summary>Drop table.</summary>
    public static readonly FailureCode DropTable = Code("LINT102", "A table is dropped", "Rename it first, wait until nobody misses it, and drop it in a later release.");

    /// <summary>Drop column.</summary>
    public static readonly FailureCode DropColumn = Code("LINT103", "A column is dropped", "Stop using it in all programs first, keep what it holds elsewhere, and drop it in a later release.");

    /// <summary>Truncate.</summary>
    public static readonly FailureCode Truncate = Code("LINT104", "All rows of a table are removed", "Delete the rows that are meant with a WHERE, and keep them elsewhere first.");

    /// <summary>Drop cascade.</summary>
    public static readonly FailureCode DropCascade = Code("LINT105", "CASCADE drops what the script does not name", "Drop what depends on it by name, before it, and leave CASCADE out.");

    /// <summary>Drop constraint.</summary>
    public static readonly FailureCode DropConstraint = Code("LINT106", "A constraint is dropped", "Add what takes its place in the same script, before the drop.");

    /// <summary>Required column.</summary>
    public static readonly FailureCode AddRequiredColumn = Code("LINT201", "A column is added that needs a value in every row", "Give it a DEFAULT, or add it without NOT NULL, fill it, and set NOT NULL in a later script.");

    /// <summary>Set not null.</summary>
    public static readonly FailureCode SetNotNull = Code("LINT202", "A column becomes NOT NULL", "Fill the rows that hold NULL in a script before this one.");

    /// <summary>Unique.</summary>
    public static readonly FailureCode AddUnique = Code("LINT203", "Values become unique", "Find and merge what stands twice in a script before this one.");

    /// <summary>Primary key.</summary>
    public static readonly FailureCode AddPrimaryKey = Code("LINT204", "A table gets a primary key", "Fill what is NULL and merge what stands twice in a script before this one.");

    /// <summary>Check.</summary>
    public static readonly FailureCode AddCheck = Code("LINT205", "A condition is asked of all rows", "Add it with NOT VALID, correct the rows, and VALIDATE CONSTRAINT in a later script.");

    /// <summary>Foreign key.</summary>
    public static readonly FailureCode AddForeignKey = Code("LINT206", "A foreign key is asked of all rows", "Add it with NOT VALID, correct the rows, and VALIDATE CONSTRAINT in a later script.");

    /// <summary>Narrower type.</summary>
    public static readonly FailureCode NarrowType = Code("LINT207", "A column may become narrower than what it holds", "Add a column of the new type, fill it, and move the programs to it; or prove with a CHECK that all fits.");

    /// <summary>Index.</summary>
    public static readonly FailureCode IndexUnderLock = Code("LINT301", "An index is built while writers wait", "CREATE INDEX CONCURRENTLY, alone in a script of its own.");

    /// <summary>Type.</summary>
    public static readonly FailureCode ChangeType = Code("LINT302", "A new type writes the whole table anew while everybody waits", "Add a column of the new type, fill it in batches, and move the programs to it.");

    /// <summary>Volatile default.</summary>
    public static readonly FailureCode VolatileDefault = Code("LINT303", "A column with computed values writes the whole table anew while everybody waits", "Add the column without a default, set the default for new rows, and fill the old ones in batches.");

    /// <summary>Foreign key scan.</summary>
    public static readonly FailureCode ForeignKeyScan = Code("LINT304", "A foreign key is checked while writers of two tables wait", "Add it with NOT VALID and VALIDATE CONSTRAINT in a later script, which blocks nobody.");

    /// <summary>Not null scan.</summary>
    public static readonly FailureCode NotNullScan = Code("LINT305", "NOT NULL reads the whole table while everybody waits", "Add CHECK (column IS NOT NULL) NOT VALID, validate it in a later script, then SET NOT NULL and drop the check.");

    /// <summary>Check scan.</summary>
    public static readonly FailureCode CheckScan = Code("LINT306", "A condition is checked on a big table while everybody waits", "Add it with NOT VALID and VALIDATE CONSTRAINT in a later script, which blocks nobody.");

    /// <summary>Constraint index.</summary>
    public static readonly FailureCode ConstraintIndex = Code("LINT307", "A constraint builds its index while everybody waits", "CREATE UNIQUE INDEX CONCURRENTLY in a script of its own, then ADD CONSTRAINT ... USING INDEX.");

    /// <summary>Vacuum full.</summary>
    public static readonly FailureCode FullVacuum = Code("LINT308", "A table is packed while everybody waits", "Let autovacuum do it; for a table that must shrink, use a tool that copies it online, outside of a release.");

    /// <summary>Lock table.</summary>
    public static readonly FailureCode LockTable = Code("LINT309", "A table is locked by hand", "Leave the lock to the statement that needs it, or lock the rows that are meant with SELECT ... FOR UPDATE.");

    /// <summary>Reindex.</summary>
    public static readonly FailureCode Reindex = Code("LINT310", "An index is rebuilt while others wait", "REINDEX ... CONCURRENTLY, alone in a script of its own.");

    /// <summary>Drop index.</summary>
    public static readonly FailureCode DropIndex = Code("LINT311", "An index is dropped while everybody waits", "DROP INDEX CONCURRENTLY, alone in a script of its own.");

    /// <summary>Refresh.</summary>
    public static readonly FailureCode Refresh = Code("LINT312", "A materialized view is refreshed while its readers wait", "Give it a unique index and REFRESH MATERIALIZED VIEW CONCURRENTLY.");

    /// <summary>Rewrite.</summary>
    public static readonly FailureCode Rewrite = Code("LINT313", "A table is written anew while everybody waits", "Do it in a window of its own, or copy the table online.");

    /// <summary>Validate at once.</summary>
    public static readonly FailureCode ValidateAtOnce = Code("LINT314", "A constraint is added and validated in one transaction", "Move VALIDATE CONSTRAINT into a later script.");

    /// <summary>No undo.</summary>
    public static readonly FailureCode MissingUndo = Code("LINT401", "A script cannot be taken back", "Add a U script of the same version that takes back what this one does.");

    /// <summary>Mixed.</summary>
    public static readonly FailureCode Mixed = Code("LINT402", "A statement that no transaction can hold stands among others", "Put it alone into a script of its own.");

    /// <summary>No where.</summary>
    public static readonly FailureCode MissingWhere = Code("LINT403", "Every row of a table is changed", "Say with WHERE which rows are meant, also where it is all that are not changed yet.");

    /// <summary>Data under lock.</summary>
    public static readonly FailureCode DataUnderLock = Code("LINT404", "Rows are changed while a lock on the table is held", "Put the structure and the rows into two scripts.");

    /// <summary>Rename table.</summary>
    public static readonly FailureCode RenameTable = Code("LINT501", "A table gets another name", "Keep the old name as a view until no program uses it.");

    /// <summary>Rename column.</summary>
    public static readonly FailureCode RenameColumn = Code("LINT502", "A column gets another name", "Add the new column, keep both filled until no program uses the old one, then drop it.");

    /// <summary>Required of old programs.</summary>
    public static readonly FailureCode RequiredColumn = Code("LINT503", "Programs that do not know a new column can no longer insert", "Give it a DEFAULT, or add it without NOT NULL until all programs fill it.");

    private static FailureCode Code(string code, string title, string remedy) => new(code, title, remedy, Severity.Warning);
}
