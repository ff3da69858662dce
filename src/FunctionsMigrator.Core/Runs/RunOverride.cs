namespace FunctionsMigrator.Core.Runs;

/// <summary>What a person set aside for a run.</summary>
/// <param name="Number">Number of the command.</param>
/// <param name="What"><c>freeze:NAME</c>, <c>window</c>, or <c>approvals</c> for a broken glass.</param>
/// <param name="Person">Short name of who did it.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
/// <param name="ReviewBy">When a second person must have looked at it.</param>
/// <param name="ReviewRole">The role that the second person needs; null: any.</param>
/// <param name="ReviewedBy">Who looked at it; null: nobody yet.</param>
/// <param name="ReviewedAt">When.</param>
public sealed record RunOverride(
    int Number,
    string What,
    string Person,
    DateTimeOffset At,
    string Reason,
    DateTimeOffset ReviewBy,
    string? ReviewRole = null,
    string? ReviewedBy = null,
    DateTimeOffset? ReviewedAt = null);
