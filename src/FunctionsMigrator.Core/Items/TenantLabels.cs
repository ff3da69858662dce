namespace FunctionsMigrator.Core.Items;

/// <summary>The column <c>labels</c> of a tenants file.</summary>
public static class TenantLabels
{
    /// <summary>The labels of one field: parted by spaces or semicolons, since commas part fields.</summary>
    public static IReadOnlyList<string> Of(string? field) => field?.Split([' ', ';'], StringSplitOptions.RemoveEmptyEntries) ?? [];
}
