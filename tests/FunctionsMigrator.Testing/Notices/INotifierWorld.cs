using FunctionsMigrator.Core.Notices;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Testing.Notices;

/// <summary>A notifier and the server that it speaks to.</summary>
public interface INotifierWorld : IAsyncDisposable
{
    /// <summary>The notifier's clock.</summary>
    FakeTimeProvider Time { get; }

    /// <summary>What no answer may quote: addresses, passwords.</summary>
    IReadOnlyList<string> Secrets { get; }

    /// <summary>What the server does from now on.</summary>
    void Behave(ServerMood mood);

    /// <summary>Sends to the world's one receiver.</summary>
    Task<NoticeAnswer> SendAsync(NoticeContent content, CancellationToken cancellation);

    /// <summary>What arrived, decoded as a reader would see it, headers included, as soon as there are that many.</summary>
    Task<IReadOnlyList<string>> ReceivedAsync(int count, CancellationToken cancellation);

    /// <summary>Ends when a request has reached the server.</summary>
    Task ReachedAsync(CancellationToken cancellation);
}

/// <summary>What a server does.</summary>
public enum ServerMood
{
    /// <summary>It takes what comes.</summary>
    Takes,

    /// <summary>It refuses for good.</summary>
    Refuses,

    /// <summary>It takes no more now.</summary>
    Busy,

    /// <summary>It fails.</summary>
    Broken,

    /// <summary>It is not there.</summary>
    Gone,

    /// <summary>It takes the connection and says nothing.</summary>
    Hangs,
}
