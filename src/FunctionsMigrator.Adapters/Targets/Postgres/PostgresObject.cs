namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>Part of a database's structure.</summary>
/// <param name="Kind">What it is, numbered in an order in which most of it can be made.</param>
/// <param name="Name">Its name with its schema.</param>
/// <param name="Sql">The statement that makes it; for what cannot be made again, what tells it apart.</param>
internal sealed record PostgresObject(PostgresObjectKind Kind, string Name, string Sql);

/// <summary>Kinds of objects.</summary>
internal enum PostgresObjectKind
{
    Schema,
    Extension,
    Type,
    Sequence,
    Function,
    Aggregate,
    Table,
    Owned,
    Constraint,
    Index,
    View,
    Rule,
    Security,
    ForeignKey,
    Trigger,
}

/// <summary>What kinds are called.</summary>
internal static class PostgresObjectKinds
{
    /// <summary>The word by which people are told of a thing.</summary>
    public static string Words(this PostgresObjectKind kind) => kind switch
    {
        PostgresObjectKind.ForeignKey => "foreign key",
        PostgresObjectKind.Owned => "owner of sequence",
        PostgresObjectKind.Security => "row security",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
