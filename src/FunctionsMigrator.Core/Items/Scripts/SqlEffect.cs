namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>What one statement does, as far as its text tells.</summary>
internal sealed record SqlEffect
{
    /// <summary>Nothing is known of it: it changes no table that the text names and has no derived undo.</summary>
    public static SqlEffect Unknown { get; } = new();

    /// <summary>Objects it creates.</summary>
    public IReadOnlyList<SqlName> Creates { get; init; } = [];

    /// <summary>Objects that it drops where they exist, which only a repeatable script may leave to its next CREATE.</summary>
    public IReadOnlyList<SqlName> Replaces { get; init; } = [];

    /// <summary>Tables whose rows or shape it may change.</summary>
    public IReadOnlyList<SqlName> Touches { get; init; } = [];

    /// <summary>What in it may lose data: <c>DROP TABLE orders</c>; null when nothing does.</summary>
    public string? Loss { get; init; }

    /// <summary>The statements that take it back, in the order in which they run; null when none can be derived.</summary>
    public IReadOnlyList<string>? Undo { get; init; }

    /// <summary>The effect of statements in one.</summary>
    public SqlEffect And(SqlEffect next) => new()
    {
        Creates = [.. Creates, .. next.Creates],
        Replaces = [.. Replaces, .. next.Replaces],
        Touches = [.. Touches, .. next.Touches],
        Loss = Loss ?? next.Loss,
        Undo = Undo is null || next.Undo is null ? null : [.. next.Undo, .. Undo],
    };

    /// <summary>Nothing at all; where sums start.</summary>
    public static SqlEffect Nothing { get; } = new() { Undo = [] };
}
