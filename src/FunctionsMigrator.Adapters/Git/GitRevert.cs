using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Git;

/// <summary>What to take back in git, and where to write it.</summary>
/// <param name="Folder">A clone.</param>
/// <param name="Before">The commit whose files are wanted again.</param>
/// <param name="Commit">The commit that changed them; everything between the two is taken back at once.</param>
/// <param name="Onto">The branch to take it back on; it is not moved.</param>
/// <param name="Branch">The new branch, one commit ahead of <paramref name="Onto"/>.</param>
/// <param name="Message">Message of that commit.</param>
/// <param name="Author">Who writes it.</param>
/// <param name="When">When.</param>
public sealed record GitRevert(string Folder, string Before, string Commit, string Onto, string Branch, string Message, GitIdentity Author, DateTimeOffset When);
