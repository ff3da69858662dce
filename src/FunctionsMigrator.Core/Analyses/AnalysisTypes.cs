using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Analyses;

/// <summary>The types of analyses, by their keys in a file.</summary>
public static class AnalysisTypes
{
    private static readonly IReadOnlyList<(string Name, Func<AnalysisDefinition, object?> Of)> All =
        [("http", of => of.Http), ("sql", of => of.Sql), ("prometheus", of => of.Prometheus), ("azure-monitor", of => of.AzureMonitor)];

    /// <summary>All of them, in the order in which messages list them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(type => type.Name)];

    /// <summary>Those that an analysis names; it should be one.</summary>
    public static IReadOnlyList<string> Of(AnalysisDefinition analysis) => [.. All.Where(type => type.Of(analysis) is not null).Select(type => type.Name)];
}
