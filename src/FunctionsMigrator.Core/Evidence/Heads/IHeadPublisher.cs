using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Evidence;

/// <summary>A second place for the heads of the audit, which those who may write the store cannot change: there a cut tail and a rewritten chain show.</summary>
public interface IHeadPublisher
{
    /// <summary>Where it is, for people; never with a credential.</summary>
    string Place { get; }

    /// <summary>
    /// Keeps a head for good. May be called again with the same head and then changes nothing. <c>AUD015</c>: another head of this number stands there; <c>AUD017</c>: the place cannot
    /// be used now.
    /// </summary>
    Task<Outcome<PublishedHead>> PublishAsync(PublishedHead head, CancellationToken cancellation);

    /// <summary>The heads of one store's environment, by number. What is no head of it is left out. <c>AUD017</c>: the place cannot be used now.</summary>
    Task<Outcome<IReadOnlyList<PublishedHead>>> ReadAsync(string store, string environment, CancellationToken cancellation);
}
