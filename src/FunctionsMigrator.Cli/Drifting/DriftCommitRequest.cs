using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Cli.Drifting;

/// <summary>What to commit of what drifted.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Author">Who the commit is by.</param>
/// <param name="Reason">Why; stands in its message. Null: nobody asked.</param>
/// <param name="Target">The target to read; null: the first of each name, and all others must agree with it.</param>
/// <param name="Resources">Only these; null or none: those of which something drifted.</param>
/// <param name="Branch">The branch to make; null: <c>drift/ENVIRONMENT-TIME</c>.</param>
internal sealed record DriftCommitRequest(
    string Environment, GitIdentity Author, string? Reason = null, TargetAddress? Target = null, IReadOnlyList<string>? Resources = null, string? Branch = null);
