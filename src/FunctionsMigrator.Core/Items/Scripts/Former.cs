namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>
/// Something that a script makes unless it is there, replaces, alters or drops: how that is taken back depends on what stood there before, which only the database knows. It is
/// asked right before the script runs.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Use">What the script does with it.</param>
/// <param name="Name">Its name as the script writes it; for a default or NOT NULL the column.</param>
/// <param name="On">The table (or other object) that it belongs to, as it is written; null where it stands alone.</param>
/// <param name="ObjectKind">SQL's words for the object: <c>FUNCTION</c>, <c>MATERIALIZED VIEW</c>; for a comment and privileges the kind of the object they are about.</param>
/// <param name="Arguments">Types of the arguments of a routine, parted by commas; null where the script names none.</param>
/// <param name="Roles">Roles whose privileges change, as they are written.</param>
public sealed record Former(FormerKind Kind, FormerUse Use, string Name, string? On = null, string ObjectKind = "", string? Arguments = null, IReadOnlyList<string>? Roles = null)
{
    /// <summary>The thing in words: <c>view public.totals</c>, <c>default of orders.state</c>.</summary>
    public string Words => Kind switch
    {
        FormerKind.Default => $"default of {On}.{Name}",
        FormerKind.NotNull => $"NOT NULL of {On}.{Name}",
        FormerKind.Column => $"column {On}.{Name}",
        FormerKind.Comment when ObjectKind == "COLUMN" => $"comment on column {On}.{Name}",
        FormerKind.Comment => $"comment on {ObjectKind.ToLowerInvariant()} {Routine}{(On is null ? "" : $" on {On}")}",
        FormerKind.Privileges => $"privileges of {string.Join(", ", Roles ?? [])} on {ObjectKind.ToLowerInvariant()} {Routine}",
        FormerKind.RowSecurity => $"row security of {Name}",
        _ => $"{ObjectKind.ToLowerInvariant()} {Routine}{(On is null ? "" : $" on {On}")}",
    };

    /// <summary>The name without schema and quotes.</summary>
    public string Plain(SqlDialect dialect) => Read(dialect) is { } name ? SqlName.Of([name.Last], dialect).Plain : Name;

    /// <summary>The name without quotes, as <see cref="ScriptFacts"/> has it.</summary>
    public string PlainPath(SqlDialect dialect) => Read(dialect)?.Plain ?? Name;

    private SqlName? Read(SqlDialect dialect) => new SqlCursor(Name, SqlTokenizer.Read(Name, dialect), dialect).TakeName();

    private string Routine => Arguments is null ? Name : $"{Name}({Arguments})";
}

/// <summary>What a script does with something that may stand there already.</summary>
public enum FormerUse
{
    /// <summary>Nothing where it stands, else it is made: IF NOT EXISTS.</summary>
    Keep,

    /// <summary>It is replaced or altered.</summary>
    Replace,

    /// <summary>It is dropped.</summary>
    Drop,
}
