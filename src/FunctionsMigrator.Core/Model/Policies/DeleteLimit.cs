using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace FunctionsMigrator.Core.Model;

/// <summary>A run is denied when a resource on a target loses more than both.</summary>
public sealed record DeleteLimit
{
    /// <summary>Share of the managed items, from 0 to 100.</summary>
    [Description("Share of the managed items in percent.")]
    [Range(0, 100)]
    public required double Percent { get; init; }

    /// <summary>Number of items.</summary>
    [Description("Number of items.")]
    [Range(0, int.MaxValue)]
    public required int Rows { get; init; }
}
