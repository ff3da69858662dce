using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Metadata;

namespace FunctionsMigrator.Core.Operations.Histories;

/// <summary>The catalogue of a database as a baseline script.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="File">Path in the repository: <c>metadata/sql/B5__imported.sql</c>.</param>
/// <param name="Sql">The script.</param>
public sealed record ImportedCatalogue(string Resource, string File, string Sql)
{
    /// <summary>All statements but those of the other tool's own tables, and of what repeatable scripts make: they run behind a baseline, and are taken back before it.</summary>
    /// <param name="history">The resource.</param>
    /// <param name="version">The highest version that stands.</param>
    /// <param name="sql">The structure of the database.</param>
    /// <param name="tables">The other tool's tables, with or without their schema.</param>
    internal static ImportedCatalogue Of(ScriptHistory history, IReadOnlyList<long> version, string sql, params IReadOnlyList<string> tables)
    {
        var dialect = SqlDialects.Of(history.Binding.Type);
        var repeated = history.Set.Scripts.Where(script => script.Kind is ScriptKind.Repeatable).SelectMany(script => script.Facts.Creates).Select(Last).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var text = string.Concat(SqlStatements.Split(sql, dialect).Select(statement => statement.Text).Where(statement => !tables.Any(table => Names(statement, Last(table))) && !Repeats(statement)).Select(statement => $"{statement};\n"));
        var folder = Folder(history.Resource);
        var escaped = history.Resource.Substitute ? text.Replace("${", "$${", StringComparison.Ordinal) : text;
        return new ImportedCatalogue(history.Slice.Resource, $"{folder}B{ScriptName.TextOf(version)}__imported.sql", escaped);

        bool Repeats(string statement) => repeated.Count > 0 && (statement.StartsWith("COMMENT ON ", StringComparison.OrdinalIgnoreCase)
            ? repeated.Any(name => Names(statement, name))
            : ScriptAnalysis.Of(statement, ScriptKind.Versioned, dialect, "").Facts.Creates.Any(name => repeated.Contains(Last(name))));
    }

    /// <summary>The folder of a resource's scripts as the beginning of paths; the first one where there are several.</summary>
    internal static string Folder(Model.SqlMigrationsDocument resource) => RepositoryPath.Resolve(resource.Place.File, resource.Path[0]) is { Length: > 0 } folder ? folder + "/" : "";

    private static string Last(string name) => name[(name.LastIndexOf('.') + 1)..];

    private static bool Names(string statement, string table)
    {
        for (var at = statement.IndexOf(table, StringComparison.OrdinalIgnoreCase); at >= 0; at = statement.IndexOf(table, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if (at == 0 || !(char.IsLetterOrDigit(statement[at - 1]) || statement[at - 1] is '$' or '_'))
            {
                return true;
            }
        }

        return false;
    }
}
