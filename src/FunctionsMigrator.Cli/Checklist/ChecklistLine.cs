using System.Text.Json.Serialization;

namespace FunctionsMigrator.Cli.Checklist;

/// <summary>One line of the checklist.</summary>
/// <param name="Check">Stable name of the check: <c>dry-run</c>.</param>
/// <param name="Status">What was found.</param>
/// <param name="Evidence">What was looked at and what stood there; never a value or a secret.</param>
/// <param name="Next">What to do where it did not pass.</param>
/// <param name="Target">The target, where the line is about one.</param>
internal sealed record ChecklistLine(
    string Check, CheckStatus Status, string Evidence, string? Next = null, string? Target = null)
{
    /// <summary>The line in words: what is checked, for readers who do not know the name.</summary>
    [JsonIgnore]
    public string Heading => Target is null ? Check : $"{Check} {Target}";
}
