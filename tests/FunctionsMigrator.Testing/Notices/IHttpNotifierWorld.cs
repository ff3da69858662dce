using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Testing.Notices;

/// <summary>A notifier that posts, and the receiver of what it posts.</summary>
public interface IHttpNotifierWorld : INotifierWorld
{
    /// <summary>The receiver.</summary>
    CardReceiver Receiver { get; }

    /// <summary>What the receiver answers to refuse for good.</summary>
    int Refusal { get; }

    /// <inheritdoc/>
    void INotifierWorld.Behave(ServerMood mood)
    {
        if (mood is ServerMood.Gone)
        {
            Receiver.StopAsync().GetAwaiter().GetResult();
            return;
        }

        Receiver.Answer = _ => mood switch
        {
            ServerMood.Takes => StatusCodes.Status202Accepted,
            ServerMood.Refuses => Refusal,
            ServerMood.Busy => StatusCodes.Status429TooManyRequests,
            ServerMood.Broken => StatusCodes.Status503ServiceUnavailable,
            _ => null,
        };
    }

    /// <inheritdoc/>
    Task INotifierWorld.ReachedAsync(CancellationToken cancellation) => Receiver.ReachedAsync(cancellation);
}
