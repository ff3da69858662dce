namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>Part of a database's structure.</summary>
/// <param name="Kind">What it is, numbered in an order in which most of it can be made.</param>
/// <param name="Name">Its name with its schema.</param>
/// <param name="Sql">The statement that makes it; one batch.</param>
/// <param name="Id">Its identity in this database; 0 where it has none that others need.</param>
internal sealed record SqlServerObject(SqlServerObjectKind Kind, string Name, string Sql, int Id = 0);

/// <summary>Kinds of objects.</summary>
internal enum SqlServerObjectKind
{
    Schema,
    Type,
    Sequence,
    Table,
    Synonym,
    Constraint,
    Index,
    Module,
    Check,
    ForeignKey,
    Trigger,
}

/// <summary>What kinds are called.</summary>
internal static class SqlServerObjectKinds
{
    /// <summary>The word by which people are told of a thing.</summary>
    public static string Words(this SqlServerObjectKind kind) => kind is SqlServerObjectKind.ForeignKey ? "foreign key" : kind.ToString().ToLowerInvariant();
}
