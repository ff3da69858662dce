using FunctionsMigrator.Core.Items.Scripts;

namespace FunctionsMigrator.Core.Lint.Reading;

/// <summary>Kinds of constraints.</summary>
internal enum ConstraintKind
{
    PrimaryKey,
    Unique,
    Check,
    ForeignKey,
    Exclude,
}

/// <summary>A constraint as ALTER TABLE adds it.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name without quotes; null where the database gives it one.</param>
/// <param name="Columns">Its columns without quotes; empty where they are not plain names.</param>
internal sealed record ConstraintText(ConstraintKind Kind, string? Name, IReadOnlyList<string> Columns)
{
    /// <summary>What a CHECK asks for, as written.</summary>
    public string Condition { get; init; } = "";

    /// <summary>The table that a foreign key names.</summary>
    public SqlName? Other { get; init; }

    /// <summary>Its columns there; empty: the primary key.</summary>
    public IReadOnlyList<string> OtherColumns { get; init; } = [];

    /// <summary>Whether rows that are there already are not looked at.</summary>
    public bool NotValid { get; init; }

    /// <summary>Whether it takes over an index that is there.</summary>
    public bool UsingIndex { get; init; }
}
