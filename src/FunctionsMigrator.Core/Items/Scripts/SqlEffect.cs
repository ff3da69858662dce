namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>What one statement does, as far as its text tells.</summary>
internal sealed record SqlEffect
{
    /// <summary>Nothing is known of it: it changes no table that the text names and has no derived undo.</summary>
    public static SqlEffect Unknown { get; } = new();

    /// <summary>Nothing at all; where sums start.</summary>
    public static SqlEffect Nothing { get; } = new() { Undo = [] };

    /// <summary>Objects it creates.</summary>
    public IReadOnlyList<SqlName> Creates { get; init; } = [];

    /// <summary>Objects that it drops where they exist, which only a repeatable script may leave to its next CREATE.</summary>
    public IReadOnlyList<SqlName> Replaces { get; init; } = [];

    /// <summary>Tables whose rows or shape it may change.</summary>
    public IReadOnlyList<SqlName> Touches { get; init; } = [];

    /// <summary>What in it may lose data: <c>DROP TABLE orders</c>; null when nothing does.</summary>
    public string? Loss { get; init; }

    /// <summary>What takes it back, in the order in which it runs; null when nothing can be derived.</summary>
    public IReadOnlyList<UndoStep>? Undo { get; init; }

    /// <summary>Why nothing can be derived, in words behind the statement; null: no statement is known that takes it back.</summary>
    public string? Why { get; init; }

    /// <summary>What has no derived undo, and why.</summary>
    public static SqlEffect Without(string why) => new() { Why = why };

    /// <summary>What one statement takes back.</summary>
    public static SqlEffect By(string undo) => new() { Undo = [new UndoStep(undo)] };

    /// <summary>What is taken back by what stood there before.</summary>
    public static SqlEffect By(Former former, string ifAbsent = "") => new() { Undo = [new UndoStep(ifAbsent, former)] };

    /// <summary>The effect of statements in one.</summary>
    public SqlEffect And(SqlEffect next) => new()
    {
        Creates = [.. Creates, .. next.Creates],
        Replaces = [.. Replaces, .. next.Replaces],
        Touches = [.. Touches, .. next.Touches],
        Loss = Loss ?? next.Loss,
        Undo = Undo is null || next.Undo is null ? null : [.. next.Undo, .. Undo],
        Why = Undo is null ? Why : next.Why,
    };
}
