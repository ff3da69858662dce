using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Notices;

/// <summary>How a host delivers notices.</summary>
public sealed record DeliveryOptions
{
    /// <summary>Where people reach the host; null: notices name a command line in place of a page.</summary>
    public Uri? PublicAddress { get; init; }

    /// <summary>Resolves a secret of the host by name.</summary>
    public required Func<string, CancellationToken, Task<Outcome<string>>> Secret { get; init; }

    /// <summary>How long one pass goes on beginning attempts. Default 30 seconds.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a notice is tried. Default 24 hours.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The longest pause before the second attempt; it doubles with each. Default 1 minute.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest pause between two attempts. Default 1 hour.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromHours(1);
}
