using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Capturing;

/// <summary>Counts what is captured of one resource, and collects what is not; findings of one kind are one.</summary>
internal sealed class CaptureTally
{
    private const int Shown = 1_000;
    private const int Named = 5;

    private readonly List<CapturedItem> _items = [];
    private readonly Dictionary<(FailureCode Code, string Why), (List<string> Keys, long Count)> _kept = [];
    private readonly List<Finding> _findings = [];

    public long Added { get; private set; }

    public long Changed { get; private set; }

    public long Removed { get; private set; }

    public bool Any => Added + Changed + Removed > 0;

    public IReadOnlyList<CapturedItem> Items => _items;

    /// <summary>Counts an item that git gets.</summary>
    public void Take(string key, bool wanted, bool live)
    {
        var action = !live ? "removed" : wanted ? "changed" : "added";
        Added += action == "added" ? 1 : 0;
        Changed += action == "changed" ? 1 : 0;
        Removed += action == "removed" ? 1 : 0;
        if (_items.Count < Shown)
        {
            _items.Add(new CapturedItem(key, action));
        }
    }

    /// <summary>Notes an item that stays as git has it.</summary>
    public void Keep(FailureCode code, string why, string key)
    {
        var (keys, count) = _kept.GetValueOrDefault((code, why), ([], 0));
        if (keys.Count < Named)
        {
            keys.Add(key);
        }

        _kept[(code, why)] = (keys, count + 1);
    }

    public void Add(Finding finding) => _findings.Add(finding);

    /// <summary>Takes back what was counted: the resource stays as it is.</summary>
    public void Clear()
    {
        (Added, Changed, Removed) = (0, 0, 0);
        _items.Clear();
    }

    /// <summary>The findings about the resource.</summary>
    public IReadOnlyList<Finding> Findings(string resource, TargetAddress target, Place place) =>
    [
        .. _findings,
        .. _kept.Select(entry => entry.Key.Code.Finding(
            $"'{resource}': {string.Join(", ", entry.Value.Keys)}{(entry.Value.Count > Named ? $" and {entry.Value.Count - Named} more" : "")}: {entry.Key.Why}", place, target.ToString())),
    ];
}
