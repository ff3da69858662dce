using System.Text.Json.Serialization;

namespace FunctionsMigrator.Cli.Checklist;

/// <summary>What <c>fm checklist --json</c> prints.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Commit">The commit that was looked at; absent where it was the work tree.</param>
/// <param name="Ready">Whether no line failed.</param>
/// <param name="Passed">Lines that passed.</param>
/// <param name="Failed">Lines that failed.</param>
/// <param name="Unknown">Lines that could not be looked at.</param>
/// <param name="Lines">All lines, in order.</param>
internal sealed record ChecklistDocument(string Environment, string? Commit, bool Ready, int Passed, int Failed, int Unknown, IReadOnlyList<ChecklistLine> Lines)
{
    /// <summary>The document of these lines.</summary>
    public static ChecklistDocument Of(ChecklistSubject subject, IReadOnlyList<ChecklistLine> lines) => new(
        subject.Environment,
        subject.Commit.TryGet(out var commit) ? commit.Sha : null,
        lines.All(line => line.Status is not CheckStatus.Fail),
        lines.Count(line => line.Status is CheckStatus.Pass),
        lines.Count(line => line.Status is CheckStatus.Fail),
        lines.Count(line => line.Status is CheckStatus.Unknown),
        lines);

    /// <summary><c>9 passed, 1 failed, 2 unknown</c>.</summary>
    [JsonIgnore]
    public string Summary => $"{Passed} passed, {Failed} failed, {Unknown} unknown";
}
