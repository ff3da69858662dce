namespace FunctionsMigrator.Core.Stores;

/// <summary>What was copied and compared.</summary>
/// <param name="From">Id of the source.</param>
/// <param name="To">Id of the copy.</param>
/// <param name="Blobs">Blobs of the source.</param>
/// <param name="Records">Records of the source.</param>
/// <param name="Written">Blobs and records that this call wrote; the others were there from an earlier one.</param>
/// <param name="Runs">Sealed runs whose audit was verified in the copy.</param>
public sealed record StoreCopyReport(string From, string To, long Blobs, long Records, long Written, int Runs);

/// <summary>How far a copy is.</summary>
/// <param name="Phase"><c>copy</c> or <c>compare</c>.</param>
/// <param name="Blobs">Blobs that are done.</param>
/// <param name="Records">Records that are done.</param>
public sealed record StoreCopyProgress(string Phase, long Blobs, long Records);
