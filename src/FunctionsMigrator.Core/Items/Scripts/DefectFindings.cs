using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>Tells what is wrong with a text, each with the place where it begins.</summary>
internal static class DefectFindings
{
    public static IReadOnlyList<Finding> Of(string text, IReadOnlyList<SqlDefect> defects, string file)
    {
        var findings = new List<Finding>();
        var position = new TextPosition(text);
        foreach (var defect in defects.OrderBy(defect => defect.Offset).Take(FindingList.Limit))
        {
            var (line, column) = position.Of(defect.Offset);
            var place = new Place(file, line, column);
            findings.Add(defect.Kind switch
            {
                SqlDefectKind.Open => ItemCodes.ScriptOpen.Finding($"{defect.What} that starts here is not closed before the end of the file.", place),
                SqlDefectKind.MetaCommand when defect.What[0] != '\\' => ItemCodes.ScriptMetaCommand.Finding(TransactLine.Words(defect.What), place, remedy: TransactLine.Remedy(defect.What)),
                SqlDefectKind.MetaCommand => ItemCodes.ScriptMetaCommand.Finding($"{defect.What} is a command to the program psql, which does not run the scripts.", place, remedy: Remedy(defect.What)),
                _ => ItemCodes.ScriptMetaCommand.Finding(
                    $"'{defect.What}' stands behind COPY ... FROM stdin in its line; the rows begin with the next line.", place, remedy: "Move it behind the line \\. that ends the rows."),
            });
        }

        return findings;
    }

    private static string? Remedy(string command) => command switch
    {
        @"\restrict" or @"\unrestrict" => "Remove the line: pg_dump writes it for psql alone.",
        @"\connect" or @"\c" => "Remove the line: the target's connection names database and role.",
        @"\i" or @"\ir" or @"\include" or @"\include_relative" => "Put the statements of that file into the script.",
        @"\copy" => "Write COPY ... FROM stdin; with the rows behind it and a line \\. at their end.",
        @"\set" or @"\gset" or @"\getenv" => "Use a variable of the environment: ${name}.",
        @"\g" or @"\gexec" or @"\gx" or @"\crosstabview" => "End the statement with a semicolon; let a DO block run what a query makes.",
        @"\." => "Remove the line, or put it behind the rows of COPY ... FROM stdin;.",
        _ => null,
    };
}
