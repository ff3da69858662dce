using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Lint.Reading;
using FunctionsMigrator.Core.Lint.Replica;

namespace FunctionsMigrator.Core.Lint;

/// <summary>What an analyzer found, before the target is asked.</summary>
/// <param name="Code">The analyzer's code.</param>
/// <param name="Statement">The statement; null for the script as a whole.</param>
/// <param name="Message">What is wrong, in a sentence.</param>
/// <param name="Remedy">The safe way, in a sentence; null: the code's.</param>
internal sealed record LintHit(FailureCode Code, LintStatement? Statement, string Message, string? Remedy = null)
{
    /// <summary>The table it is about: nothing is wrong about one that the same script made.</summary>
    public SqlName? Table { get; init; }

    /// <summary>Whether it holds only where the target says so: what is not known is no finding.</summary>
    public bool OnlyWithFacts { get; init; }

    /// <summary>What it comes to when the table is known; null: nothing.</summary>
    public Func<TableFacts, LintHit?>? Refine { get; init; }

    /// <summary>What decides whether the statement fails: it does where one row or more is counted.</summary>
    public RowQuestion? Question { get; init; }

    /// <summary>The same, but only where the target says that the table is big.</summary>
    public LintHit WhereBig() => this with { OnlyWithFacts = true, Refine = facts => facts.IsBig == true ? Sized(facts) : null };

    /// <summary>The same, unless the target says that the table is small.</summary>
    public LintHit UnlessSmall() => this with { Refine = facts => facts.IsBig == false ? null : Sized(facts) };

    private LintHit Sized(TableFacts facts) => facts.Rows is { } rows
        ? this with { Message = $"{Message} It holds about {rows:N0} rows." }
        : facts.Bytes is { } bytes ? this with { Message = $"{Message} It takes {bytes / 1024 / 1024:N0} MB." } : this;
}
