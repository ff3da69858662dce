using System.Globalization;
using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items.Scripts;

namespace FunctionsMigrator.Core.Operations.Histories.Liquibase;

/// <summary>A changeset as a script with the names of ours.</summary>
/// <param name="Changeset">The changeset.</param>
/// <param name="Key">Name of the script without its extension: <c>V3__orders</c>, <c>R__0004_totals</c>.</param>
/// <param name="Text">The script.</param>
/// <param name="Undo">The script that takes it back; null when nothing is written that does.</param>
internal sealed partial record ChangesetScript(Changeset Changeset, string Key, string Text, string? Undo)
{
    /// <summary>Name of the undo script without its extension.</summary>
    public string UndoKey => "U" + Key[1..];

    /// <summary>Makes the scripts of all changesets: versioned ones by number, those that run again as repeatable ones. What cannot be carried over is found, by name and place.</summary>
    /// <param name="changesets">In the order in which they run.</param>
    /// <param name="stands">Whether a changeset stands applied on every target; then its conditions are never asked again.</param>
    /// <param name="dialect">The database.</param>
    /// <param name="findings">Where findings go.</param>
    public static IReadOnlyList<ChangesetScript> Of(IReadOnlyList<Changeset> changesets, Func<Changeset, bool> stands, SqlDialect dialect, List<Finding> findings)
    {
        var scripts = new List<ChangesetScript>();
        var (version, order) = (0, 0);
        foreach (var changeset in changesets)
        {
            order++;
            var key = changeset.Repeats
                ? string.Create(CultureInfo.InvariantCulture, $"R__{order:D4}_{Words(changeset.Id)}")
                : string.Create(CultureInfo.InvariantCulture, $"V{++version}__{Words(changeset.Id)}");
            var writer = new ChangesetWriter(changeset, changesets, stands(changeset), dialect, findings);
            scripts.Add(new ChangesetScript(changeset, key, writer.Text(), writer.Undo()));
        }

        return scripts;
    }

    private static string Words(string id) => NoName().Replace(id, "_").Trim('_') is { Length: > 0 } words ? words[..Math.Min(words.Length, 60)] : "changeset";

    [GeneratedRegex("[^A-Za-z0-9-]+")]
    private static partial Regex NoName();
}
