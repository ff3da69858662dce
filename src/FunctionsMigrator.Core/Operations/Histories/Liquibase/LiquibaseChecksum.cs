using System.Security.Cryptography;
using System.Text;

namespace FunctionsMigrator.Core.Operations.Histories.Liquibase;

/// <summary>
/// Liquibase's checksum of a changeset that is one SQL text, in the forms of its versions 8 (Liquibase up to 4.21) and 9: an MD5 of the MD5 of the text without regard to white
/// space. It proves no authorship: only ours does.
/// </summary>
internal static class LiquibaseChecksum
{
    /// <summary>The checksum in the form of a version; null for a form that is not known.</summary>
    public static string? Of(Changeset changeset, string version)
    {
        var text = version switch
        {
            "8" => $"{changeset.Attributes.GetValueOrDefault("endDelimiter") ?? "null"}:{Word("splitStatements")}:{Word("stripComments")}:{Spaced(changeset.Sql)}",
            "9" => string.Concat(changeset.Sql.Where(unit => !IsWhite(unit))),
            _ => null,
        };
        return text is null ? null : $"{version}:{Md5($"{version}:{Md5(text)}:")}";

        string Word(string attribute) => changeset.Is(attribute, true) ? "true" : "false";
    }

    private static string Spaced(string text)
    {
        var spaced = new StringBuilder(text.Length);
        foreach (var unit in text)
        {
            if (!IsWhite(unit))
            {
                spaced.Append(unit);
            }
            else if (spaced.Length > 0 && spaced[^1] != ' ')
            {
                spaced.Append(' ');
            }
        }

        return spaced.ToString().TrimEnd(' ');
    }

    private static bool IsWhite(char unit) => unit is ' ' or '\n' or '\r' or '\t';

    // The algorithm is not ours to choose; nothing rests on it but the recognition of the text.
#pragma warning disable CA5351
    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351
}
