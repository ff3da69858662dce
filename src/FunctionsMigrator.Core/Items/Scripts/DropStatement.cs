namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>DROP and TRUNCATE: what is gone.</summary>
internal static class DropStatement
{
    public static SqlEffect Read(SqlCursor cursor, ScriptScope scope)
    {
        var kind = cursor.Take("MATERIALIZED") ? "MATERIALIZED VIEW" : cursor.Take("FOREIGN") ? "FOREIGN TABLE" : cursor.Word;
        cursor.Skip();
        cursor.Take("CONCURRENTLY");
        var onlyIfThere = cursor.Take("IF", "EXISTS");
        var names = cursor.TakeNames();

        // CASCADE takes along what stands on the object, columns of a type among them.
        var holdsData = kind is "TABLE" or "SCHEMA" or "DATABASE" or "SEQUENCE" || cursor.SkipTo("CASCADE");
        var lost = holdsData ? names.FirstOrDefault(name => !scope.MadeTable(name)) : null;
        return new SqlEffect
        {
            Touches = kind == "TABLE" ? names : [],
            Replaces = names,
            Loss = lost is null ? null : $"DROP {kind} {lost.Plain}",
            Undo = onlyIfThere && scope.Repeatable && !holdsData ? [] : null,
        };
    }

    public static SqlEffect ReadTruncate(SqlCursor cursor, ScriptScope scope)
    {
        cursor.Take("TABLE");
        cursor.Take("ONLY");
        var names = cursor.TakeNames();
        var lost = names.FirstOrDefault(name => !scope.MadeTable(name));
        return new SqlEffect { Touches = names, Loss = lost is null ? null : $"TRUNCATE {lost.Plain}", Undo = lost is null ? [] : null };
    }
}
