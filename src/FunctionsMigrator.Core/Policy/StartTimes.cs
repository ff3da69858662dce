using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Policy;

/// <summary>When a run may begin to write.</summary>
/// <param name="At">The earliest instant, now or later; null when there is none within two years.</param>
/// <param name="Reason">What holds it until then; null when it may begin now.</param>
/// <param name="Code">Code behind the reason.</param>
/// <param name="Zone">The zone in which people think of the instant: that of the window that opens, or of the freeze that ends; null when it may begin now.</param>
public sealed record StartTime(DateTimeOffset? At, string? Reason, string? Code, string? Zone = null);

/// <summary>One thing that holds a run at an instant.</summary>
/// <param name="Reason">What.</param>
/// <param name="Code">Code behind it.</param>
/// <param name="Until">When it ends by itself.</param>
/// <param name="Zone">The zone in which people think of that.</param>
public sealed record TimeHold(string Reason, string Code, DateTimeOffset Until, string Zone);

/// <summary>Windows and freezes of a policy. Windows are ORed, none means always; a freeze beats a window.</summary>
public sealed class StartTimes
{
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(730);
    private readonly IReadOnlyList<(WeeklyWindow Times, WindowDefinition Definition)> _windows;
    private readonly IReadOnlyList<Freeze> _freezes;

    /// <summary>Reads the policy's windows and freezes; a text that does not parse is a broken assumption, since the repository was checked.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="ignoreWindows">No window holds anything.</param>
    /// <param name="ignoreFreezes">No freeze does.</param>
    /// <param name="aside">Names of freezes that do not.</param>
    public StartTimes(PolicyDocument policy, bool ignoreWindows = false, bool ignoreFreezes = false, IReadOnlyList<string>? aside = null)
    {
        _windows = ignoreWindows ? [] : [.. policy.Windows.Select(window => (WeeklyWindow.Parse(window.Allow, window.Zone) ?? throw new FormatException(window.Allow), window))];
        _freezes = ignoreFreezes
            ? []
            : [.. policy.Freezes.Where(freeze => aside?.Contains(freeze.Name) != true).Select(freeze => Freeze.Parse(freeze.Name, freeze.From, freeze.To, freeze.Zone) ?? throw new FormatException(freeze.Name))];
    }

    /// <summary>Time between two instants that lies in a freeze: an approval does not age in it.</summary>
    public TimeSpan Frozen(DateTimeOffset from, DateTimeOffset to)
    {
        var frozen = TimeSpan.Zero;
        var reached = from;
        foreach (var freeze in _freezes.OrderBy(freeze => freeze.From))
        {
            var start = freeze.From > reached ? freeze.From : reached;
            var end = freeze.To < to ? freeze.To : to;
            if (end > start)
            {
                frozen += end - start;
                reached = end;
            }
        }

        return frozen;
    }

    /// <summary>Everything that holds a run at the instant: freezes in the order of their ends, then the windows.</summary>
    public IReadOnlyList<TimeHold> Holds(DateTimeOffset at)
    {
        var holds = _freezes.Where(freeze => freeze.Contains(at)).OrderBy(freeze => freeze.To)
            .Select(freeze => new TimeHold($"freeze {freeze.Name}", PolicyCodes.Frozen.Code, freeze.To, freeze.Zone)).ToList();
        if (_windows.Count > 0 && !_windows.Any(window => window.Times.Contains(at)))
        {
            var next = _windows.Select(window => (At: window.Times.NextStart(at), window.Times.Zone)).MinBy(start => start.At);
            holds.Add(new TimeHold($"outside the windows ({string.Join("; ", _windows.Select(window => window.Times.Text))})", PolicyCodes.OutsideWindow.Code, next.At, next.Zone));
        }

        return holds;
    }

    /// <summary>The earliest instant from <paramref name="now"/> on at which a run may begin.</summary>
    public StartTime Earliest(DateTimeOffset now)
    {
        var start = new StartTime(now, null, null);
        for (var i = 0; i < 1_000 && start.At < now + Horizon; i++)
        {
            if (Holds(start.At.Value) is not [var hold, ..])
            {
                return start;
            }

            start = new StartTime(hold.Until, start.Reason ?? hold.Reason, start.Code ?? hold.Code, hold.Zone);
        }

        return start with { At = null };
    }

    /// <summary>
    /// What a rollout does before its next wave, when no freeze holds it: null while a window is open, or where there is none; else what the window says that was open last.
    /// </summary>
    /// <param name="now">Now.</param>
    /// <param name="canaryOnly">Whether only the first wave was written.</param>
    public Overrun? OverrunAt(DateTimeOffset now, bool canaryOnly)
    {
        if (_windows.Count == 0 || _windows.Any(window => window.Times.Contains(now)))
        {
            return null;
        }

        var last = _windows.MaxBy(window => window.Times.LastEnd(now)).Definition;
        return (canaryOnly ? last.OverrunPhases.Canary : last.OverrunPhases.Waves) ?? last.Overrun;
    }

    /// <summary>Whether a freeze holds what happens at the instant, and until when.</summary>
    public TimeHold? FrozenAt(DateTimeOffset at) => Holds(at).FirstOrDefault(hold => hold.Code == PolicyCodes.Frozen.Code);
}
