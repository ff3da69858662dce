namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>Whose rules of quoting and commenting a text follows.</summary>
public enum SqlDialect
{
    /// <summary>Everything that some database reads: nested comments, dollar quotes, <c>E''</c>, <c>"x"</c>, <c>`x`</c> and <c>[x]</c>.</summary>
    Generic,

    /// <summary>SQLite: comments do not nest, no dollar quotes, no <c>E''</c>.</summary>
    Sqlite,

    /// <summary>PostgreSQL: comments nest, dollar quotes, <c>E''</c>, no <c>`x`</c> and no <c>[x]</c>.</summary>
    PostgreSql,

    /// <summary>T-SQL of SQL Server: comments nest, <c>N''</c>, <c>[x]</c> and <c>"x"</c>, no <c>`x`</c>; batches are parted by lines of <c>GO</c>, statements often by nothing.</summary>
    TransactSql,
}

/// <summary>Dialects by target type.</summary>
public static class SqlDialects
{
    /// <summary>The dialect of a target type: <c>sqlite</c>, <c>postgres</c>, <c>sql-server</c>, else generic.</summary>
    public static SqlDialect Of(string targetType) => targetType switch
    {
        "sqlite" => SqlDialect.Sqlite,
        "postgres" => SqlDialect.PostgreSql,
        "sql-server" => SqlDialect.TransactSql,
        _ => SqlDialect.Generic,
    };
}
