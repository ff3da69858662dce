using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Policy;

/// <summary>When a run may begin to write.</summary>
/// <param name="At">The earliest instant, now or later; null when there is none within two years.</param>
/// <param name="Reason">What holds it until then; null when it may begin now.</param>
/// <param name="Code">Code behind the reason.</param>
public sealed record StartTime(DateTimeOffset? At, string? Reason, string? Code);

/// <summary>Windows and freezes of a policy. Windows are ORed, none means always; a freeze beats a window.</summary>
public sealed class StartTimes
{
    private readonly IReadOnlyList<WeeklyWindow> _windows;
    private readonly IReadOnlyList<Freeze> _freezes;

    /// <summary>Reads the policy's windows and freezes; a text that does not parse is a broken assumption, since the repository was checked.</summary>
    public StartTimes(PolicyDocument policy, bool ignoreWindows = false, bool ignoreFreezes = false)
    {
        _windows = ignoreWindows ? [] : [.. policy.Windows.Select(window => WeeklyWindow.Parse(window.Allow, window.Zone) ?? throw new FormatException(window.Allow))];
        _freezes = ignoreFreezes ? [] : [.. policy.Freezes.Select(freeze => Freeze.Parse(freeze.Name, freeze.From, freeze.To, freeze.Zone) ?? throw new FormatException(freeze.Name))];
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

    /// <summary>The earliest instant from <paramref name="now"/> on at which a run may begin.</summary>
    public StartTime Earliest(DateTimeOffset now)
    {
        var at = now;
        string? reason = null;
        string? code = null;
        for (var i = 0; i < 1_000 && at < now.AddDays(730); i++)
        {
            if (_freezes.FirstOrDefault(freeze => freeze.Contains(at)) is { } freeze)
            {
                (reason, code) = (reason ?? $"freeze {freeze.Name}", code ?? Findings.Codes.PolicyCodes.Frozen.Code);
                at = freeze.To;
            }
            else if (_windows.Count > 0 && !_windows.Any(window => window.Contains(at)))
            {
                (reason, code) = (reason ?? $"outside the windows ({string.Join("; ", _windows.Select(window => window.Text))})", code ?? Findings.Codes.PolicyCodes.OutsideWindow.Code);
                at = _windows.Min(window => window.NextStart(at));
            }
            else
            {
                return new StartTime(at, reason, code);
            }
        }

        return new StartTime(null, reason, code);
    }
}
