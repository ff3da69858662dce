namespace FunctionsMigrator.Engine.Stores;

/// <summary>The right to run one run.</summary>
/// <param name="Root">The run.</param>
/// <param name="Owner">Who holds it.</param>
/// <param name="Fence">Higher than that of every lease before; what an append is checked against.</param>
/// <param name="RingsOfRun">How often any bell of the run had rung when the lease was taken.</param>
public sealed record Lease(string Root, string Owner, long Fence, long RingsOfRun);
