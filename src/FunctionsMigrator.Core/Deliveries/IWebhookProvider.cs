using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Deliveries;

/// <summary>
/// How one git provider tells of pushes. A provider proves who sent a delivery from its raw bytes before anything of it is parsed, in constant time, and then says what it tells. It
/// holds no state and does no I/O.
/// </summary>
public interface IWebhookProvider
{
    /// <summary>The last part of the address: <c>github</c>.</summary>
    string Name { get; }

    /// <summary>Bytes of the largest body that the provider sends; more is never read.</summary>
    int LargestBody { get; }

    /// <summary>
    /// Null where one of the secrets proves the delivery, else why not: <c>DLV003</c> without a proof, <c>DLV004</c> with a wrong one, <c>DLV005</c> with one of another time.
    /// </summary>
    /// <param name="request">What arrived, unparsed.</param>
    /// <param name="secrets">The secrets that hold now; while one is rotated there are two.</param>
    /// <param name="now">The time.</param>
    Finding? Verify(WebhookRequest request, IReadOnlyList<string> secrets, DateTimeOffset now);

    /// <summary>What a proven delivery tells; <c>DLV006</c> where it is not what the provider sends.</summary>
    Outcome<WebhookMessage> Read(WebhookRequest request);
}
