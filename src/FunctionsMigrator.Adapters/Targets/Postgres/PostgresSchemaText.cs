using System.Text;
using System.Text.RegularExpressions;
using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>
/// The structure of a database as one script that makes it on an empty database: every statement behind all that it needs, names with their schemas and quoted by the
/// server. The script of a database that the script made is the same, byte for byte.
/// </summary>
internal static partial class PostgresSchemaText
{
    private const string Invalid = " /* invalid */";

    /// <summary>The script, and warnings about what of the database it does not make.</summary>
    public static async Task<(string Text, IReadOnlyList<Finding> Findings)> WriteAsync(
        PostgresSession session, string bookkeeping, TargetAddress address, CancellationToken cancellation)
    {
        var structure = await PostgresStructure.ReadAsync(session, bookkeeping, cancellation);
        await session.SetAsync("search_path", "", cancellation);
        var needs = await PostgresDependencies.ReadAsync(session, cancellation);
        var comments = await PostgresComments.ReadAsync(session, bookkeeping, cancellation);
        var leftOut = (await PostgresComments.LeftOutAsync(session, cancellation)).Select(kind => $"{kind.What} ({kind.Count})").ToList();
        var circles = new List<PostgresObject>();
        var sorted = PostgresDependencies.Sort([.. structure.Where(item => item is not { Kind: PostgresObjectKind.Schema, Name: "public" })], needs, circles);

        // Bodies of functions name tables that come later, so they are not looked at before somebody calls them.
        var text = new StringBuilder(SchemaScript.Header("PostgreSQL")).Append("\nSET LOCAL check_function_bodies = off;\n");
        foreach (var item in sorted)
        {
            text.Append('\n').Append(Statement(item)).Append(";\n");
        }

        if (comments.Count > 0)
        {
            text.Append('\n').AppendJoin("\n", comments.Select(comment => $"{comment};")).Append('\n');
        }

        List<string> warnings =
        [
            .. leftOut.Count > 0 ? [$"Not in the text of the structure, and to be made by scripts where they are needed: {string.Join(", ", leftOut)}."] : Array.Empty<string>(),
            .. structure.Where(item => item.Sql.EndsWith(Invalid, StringComparison.Ordinal)).Select(item => $"The index {item.Name} is invalid on the target, and valid where the text makes it."),
            .. circles.Select(item => $"{item.Kind} {item.Name} and others need each other; put its statement in order by hand."),
        ];
        return (text.Replace("\r\n", "\n").ToString(), [.. warnings.Select(message => TargetCodes.SchemaIncomplete.Finding(message, target: address.ToString()))]);
    }

    private static string Statement(PostgresObject item) => item.Kind switch
    {
        // Another server has another version of it.
        PostgresObjectKind.Extension => item.Sql[..item.Sql.LastIndexOf(" VERSION ", StringComparison.Ordinal)],
        PostgresObjectKind.Function => item.Sql.TrimEnd(),
        PostgresObjectKind.Index => Settled(item.Sql.Replace(Invalid, "", StringComparison.Ordinal)),
        _ => Settled(item.Sql),
    };

    // `x IN ('a', 'b')` over varchar is told as a cast of a list, and once that is read again as a list of casts.
    private static string Settled(string sql) => CastList().Replace(sql, match => $"ARRAY[{Constant().Replace(match.Groups["list"].Value, "($0)::text")}]");

    [GeneratedRegex(@"\(ARRAY\[(?<list>'(?:[^']|'')*'::character varying(?:, '(?:[^']|'')*'::character varying)*)\]\)::text\[\]")]
    private static partial Regex CastList();

    [GeneratedRegex("'(?:[^']|'')*'::character varying")]
    private static partial Regex Constant();
}
