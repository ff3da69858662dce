using FunctionsMigrator.Core.Drift;

namespace FunctionsMigrator.Web.Endpoints;

/// <summary>Items that moved on their targets and not in git.</summary>
public sealed record DriftedItemList(IReadOnlyList<DriftedItem> Items);
