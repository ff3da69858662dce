namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>Kinds of things that a script may change where they stand, so that their undo needs what they were.</summary>
public enum FormerKind
{
    /// <summary>A table.</summary>
    Table,

    /// <summary>An index.</summary>
    Index,

    /// <summary>A view.</summary>
    View,

    /// <summary>A materialised view.</summary>
    MaterializedView,

    /// <summary>A sequence.</summary>
    Sequence,

    /// <summary>A schema.</summary>
    Schema,

    /// <summary>An extension.</summary>
    Extension,

    /// <summary>A function or procedure.</summary>
    Routine,

    /// <summary>A trigger.</summary>
    Trigger,

    /// <summary>A rule.</summary>
    Rule,

    /// <summary>A column.</summary>
    Column,

    /// <summary>The default of a column.</summary>
    Default,

    /// <summary>Whether a column takes NULL.</summary>
    NotNull,

    /// <summary>A constraint of a table.</summary>
    Constraint,

    /// <summary>A comment.</summary>
    Comment,

    /// <summary>What roles may do with an object.</summary>
    Privileges,

    /// <summary>Whether row security of a table is on.</summary>
    RowSecurity,
}
