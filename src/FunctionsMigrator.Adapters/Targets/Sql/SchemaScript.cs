namespace FunctionsMigrator.Adapters.Targets.Sql;

/// <summary>What all texts of structures have in common.</summary>
internal static class SchemaScript
{
    /// <summary>The first lines, with a line break at their end.</summary>
    public static string Header(string dialect) =>
        $"""
        -- The structure of a {dialect} database, from its catalogue: what stands here makes it on an empty database.
        -- No rows, no owners, no grants. Written by `fm`; write it anew instead of editing it.

        """;
}
