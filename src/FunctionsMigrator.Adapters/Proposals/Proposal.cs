using System.Globalization;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Proposals;

/// <summary>A change that is offered for review.</summary>
/// <param name="Branch">The branch that is made for it.</param>
/// <param name="Parent">The commit that it starts from; the provider must have it.</param>
/// <param name="Title">One line.</param>
/// <param name="Body">What reviewers read.</param>
/// <param name="Author">Who made it.</param>
/// <param name="When">When.</param>
/// <param name="Files">The files that change, each once.</param>
public sealed record Proposal(string Branch, string Parent, string Title, string Body, GitIdentity Author, DateTimeOffset When, IReadOnlyList<ProposedFile> Files)
{
    /// <summary>The message of the commit.</summary>
    internal string Message => $"{Title}\n\n{Body}";

    /// <summary>The instant, as the interfaces write it.</summary>
    internal string Instant => When.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
