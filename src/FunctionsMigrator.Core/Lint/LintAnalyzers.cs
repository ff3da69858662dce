using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Core.Lint;

/// <summary>Everything that the linter looks for. A new analyzer is a folder here and a line in this list.</summary>
public static class LintAnalyzers
{
    internal static readonly IReadOnlyList<ILintAnalyzer> Looking =
    [
        new DropSchema.DropSchemaAnalyzer(),
        new DropTable.DropTableAnalyzer(),
        new DropColumn.DropColumnAnalyzer(),
        new TruncateTable.TruncateTableAnalyzer(),
        new DropCascade.DropCascadeAnalyzer(),
        new DropConstraint.DropConstraintAnalyzer(),
        new AddRequiredColumn.AddRequiredColumnAnalyzer(),
        new SetNotNull.SetNotNullAnalyzer(),
        new AddUnique.AddUniqueAnalyzer(),
        new AddPrimaryKey.AddPrimaryKeyAnalyzer(),
        new AddCheck.AddCheckAnalyzer(),
        new AddForeignKey.AddForeignKeyAnalyzer(),
        new NarrowType.NarrowTypeAnalyzer(),
        new IndexUnderLock.IndexUnderLockAnalyzer(),
        new ChangeType.ChangeTypeAnalyzer(),
        new VolatileDefault.VolatileDefaultAnalyzer(),
        new ForeignKeyScan.ForeignKeyScanAnalyzer(),
        new NotNullScan.NotNullScanAnalyzer(),
        new CheckScan.CheckScanAnalyzer(),
        new ConstraintIndex.ConstraintIndexAnalyzer(),
        new FullVacuum.FullVacuumAnalyzer(),
        new LockTable.LockTableAnalyzer(),
        new ReindexUnderLock.ReindexUnderLockAnalyzer(),
        new DropIndexUnderLock.DropIndexUnderLockAnalyzer(),
        new RefreshUnderLock.RefreshUnderLockAnalyzer(),
        new RewriteTable.RewriteTableAnalyzer(),
        new ValidateAtOnce.ValidateAtOnceAnalyzer(),
        new MissingUndo.MissingUndoAnalyzer(),
        new MixedTransaction.MixedTransactionAnalyzer(),
        new MissingWhere.MissingWhereAnalyzer(),
        new DataUnderLock.DataUnderLockAnalyzer(),
        new RenameTable.RenameTableAnalyzer(),
        new RenameColumn.RenameColumnAnalyzer(),
        new RequiredColumn.RequiredColumnAnalyzer(),
    ];

    /// <summary>All, by code.</summary>
    public static IReadOnlyList<LintAnalyzer> All { get; } =
    [
        .. Looking.Select(analyzer => new LintAnalyzer(analyzer.Code, analyzer.GetType().Namespace!.Split('.')[^1]))
            .Append(new LintAnalyzer(LintCodes.NoReason, "Nolint/NoReason"))
            .Append(new LintAnalyzer(LintCodes.NoSuchCode, "Nolint/NoSuchCode"))
            .OrderBy(analyzer => analyzer.Code.Code, StringComparer.Ordinal),
    ];

    /// <summary>All codes, for messages and for what policies may name.</summary>
    public static IReadOnlyList<string> Codes { get; } = [.. All.Select(analyzer => analyzer.Code.Code)];

    /// <summary>A finding as a reason of a plan's risk: its code, what that is, and the file.</summary>
    public static string Reason(Finding finding)
    {
        var what = All.FirstOrDefault(analyzer => analyzer.Code.Code == finding.Code)?.Code.Title ?? finding.Message;
        return $"{finding.Code}: {char.ToLowerInvariant(what[0])}{what[1..]}{(finding.Place is { File: var file } ? $" ({file[(file.LastIndexOf('/') + 1)..]})" : "")}";
    }

    /// <summary>Whether a finding is the linter's.</summary>
    public static bool Found(Finding finding) => finding.Code.StartsWith("LINT", StringComparison.Ordinal);
}
