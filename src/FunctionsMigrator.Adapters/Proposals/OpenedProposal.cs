namespace FunctionsMigrator.Adapters.Proposals;

/// <summary>A pull request that is open.</summary>
/// <param name="Address">Where people read it.</param>
/// <param name="Already">Whether it was open before: nothing was written to it.</param>
public sealed record OpenedProposal(Uri Address, bool Already = false);
