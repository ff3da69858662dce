namespace FunctionsMigrator.Adapters.Proposals;

/// <summary>A file of a change.</summary>
/// <param name="Path">Its path in the repository, parted by <c>/</c>.</param>
/// <param name="Content">What it holds from now on; null: it goes.</param>
/// <param name="IsNew">Whether the commit that the change starts from does not have it.</param>
public sealed record ProposedFile(string Path, byte[]? Content, bool IsNew = false);
