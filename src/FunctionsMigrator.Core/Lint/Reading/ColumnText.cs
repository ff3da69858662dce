namespace FunctionsMigrator.Core.Lint.Reading;

/// <summary>A column as ADD COLUMN writes it.</summary>
/// <param name="Name">Without quotes.</param>
/// <param name="Type">As written; empty where none is.</param>
/// <param name="NotNull">Whether it refuses NULL, also as a part of a primary key.</param>
/// <param name="Default">The expression of its default; null when it has none.</param>
/// <param name="Generated">Whether its values are computed or counted: GENERATED, serial.</param>
/// <param name="Unique">Whether it is UNIQUE or the PRIMARY KEY.</param>
/// <param name="References">Whether it is a foreign key.</param>
internal sealed record ColumnText(string Name, string Type, bool NotNull, string? Default, bool Generated, bool Unique, bool References);
