using FunctionsMigrator.Core;

namespace FunctionsMigrator.Cli.Checking;

/// <summary>What <c>fm checksum --json</c> prints.</summary>
/// <param name="File">The file that was written or checked.</param>
/// <param name="Changed">Whether it was written anew.</param>
/// <param name="Files">Number of files in it.</param>
/// <param name="Bundle">Digest of the bundle.</param>
/// <param name="Policy">Digest of policies and people.</param>
internal sealed record ChecksumDocument(string File, bool Changed, int Files, Digest Bundle, Digest Policy);
