namespace FunctionsMigrator.Core.Notices;

/// <summary>What one pass of deliveries did.</summary>
/// <param name="Sent">Sent.</param>
/// <param name="Delayed">Tried, and to be tried again.</param>
/// <param name="GivenUp">Not tried any more.</param>
/// <param name="Dropped">Notices that were not true any more.</param>
public sealed record DeliveryReport(int Sent = 0, int Delayed = 0, int GivenUp = 0, int Dropped = 0);
