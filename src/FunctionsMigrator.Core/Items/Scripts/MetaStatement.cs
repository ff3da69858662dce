namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>COMMENT, GRANT and REVOKE: what is said about an object, and who may do what with it.</summary>
internal static class MetaStatement
{
    private static readonly HashSet<string> Commented =
        ["TABLE", "COLUMN", "VIEW", "MATERIALIZED VIEW", "INDEX", "SEQUENCE", "SCHEMA", "FUNCTION", "PROCEDURE", "TYPE", "DOMAIN", "EXTENSION", "CONSTRAINT", "TRIGGER", "POLICY", "RULE"];

    /// <summary>COMMENT ON kind name [ON table] IS text.</summary>
    public static SqlEffect ReadComment(SqlCursor cursor, ScriptScope scope)
    {
        if (cursor.Dialect != SqlDialect.PostgreSql || !cursor.Take("ON"))
        {
            return SqlEffect.Unknown;
        }

        var kind = cursor.Take("MATERIALIZED") ? "MATERIALIZED VIEW" : cursor.Word;
        cursor.Skip();
        if (!Commented.Contains(kind) || cursor.TakeName() is not { } name)
        {
            return SqlEffect.Unknown;
        }

        var routine = kind is "FUNCTION" or "PROCEDURE" ? RoutineName.Read(name, cursor) : null;
        var table = cursor.Take("ON") ? cursor.TakeName() : null;
        var owner = kind == "TABLE" ? name : kind == "COLUMN" && name.Parts.Count > 1 ? SqlName.Of([.. name.Parts.SkipLast(1)], cursor.Dialect) : table;
        if (kind == "COLUMN" && owner is not null)
        {
            (name, table) = (SqlName.Of([name.Last], cursor.Dialect), owner);
        }

        return owner is not null && scope.MadeTable(owner)
            ? SqlEffect.Nothing
            : scope.Former(new Former(FormerKind.Comment, FormerUse.Replace, name.Text, table?.Text, kind, routine?.Types));
    }

    /// <summary>GRANT privileges ON [kind] names TO roles, and REVOKE ... FROM roles.</summary>
    public static SqlEffect ReadPrivileges(SqlCursor cursor, ScriptScope scope)
    {
        // GRANT SELECT (name) ON: privileges of columns stand elsewhere.
        if (cursor.Dialect != SqlDialect.PostgreSql || !OnObjects(cursor))
        {
            return SqlEffect.Unknown;
        }

        var kind = cursor.Word is "TABLE" or "SEQUENCE" or "SCHEMA" or "FUNCTION" or "PROCEDURE" or "TYPE" or "DOMAIN" && cursor.Fork() is var ahead && Names(ahead) ? cursor.Word : "TABLE";
        if (cursor.Word == "ALL" || cursor.Word is "DATABASE" or "LANGUAGE" or "FOREIGN" or "LARGE" or "TABLESPACE" or "PARAMETER" or "ROUTINE" or "PROCEDURE" or "DOMAIN")
        {
            return SqlEffect.Without("which objects it is about the text does not tell");
        }

        cursor.Take(kind);
        var objects = new List<(SqlName Name, string? Types)>();
        while (cursor.TakeName() is { } name)
        {
            objects.Add((name, kind == "FUNCTION" ? RoutineName.Read(name, cursor).Types : null));
            if (!cursor.Take(","))
            {
                break;
            }
        }

        cursor.SkipTo("TO", "FROM");
        cursor.Skip();
        var roles = Roles(cursor);
        return objects.Count == 0 || roles.Count == 0
            ? SqlEffect.Unknown
            : objects.Where(entry => kind != "TABLE" || !scope.MadeTable(entry.Name)).Aggregate(
                SqlEffect.Nothing,
                (sum, entry) => sum.And(scope.Former(new Former(FormerKind.Privileges, FormerUse.Replace, entry.Name.Text, null, kind, entry.Types, roles))));
    }

    private static bool OnObjects(SqlCursor cursor)
    {
        for (; !cursor.AtEnd && cursor.Word is not ("(" or "TO" or "FROM"); cursor.Skip())
        {
            if (cursor.Take("ON"))
            {
                return true;
            }
        }

        return false;
    }

    // A table may be called type or sequence.
    private static bool Names(SqlCursor ahead)
    {
        ahead.Skip();
        return !ahead.Is(",") && !ahead.Is("TO") && !ahead.Is("FROM") && ahead.TakeName() is not null;
    }

    private static List<string> Roles(SqlCursor cursor)
    {
        var roles = new List<string>();
        do
        {
            cursor.Take("GROUP");
            if (cursor.TakeName() is not { } role)
            {
                return [];
            }

            roles.Add(role.Text);
        }
        while (cursor.Take(","));
        return roles;
    }
}
