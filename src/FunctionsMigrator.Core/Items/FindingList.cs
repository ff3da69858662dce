using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Items;

/// <summary>Collects findings about one file up to a bound; whoever reads the file stops when it is full.</summary>
internal sealed class FindingList
{
    /// <summary>More of them help nobody.</summary>
    public const int Limit = 100;

    private readonly List<Finding> _findings = [];

    public IReadOnlyList<Finding> All => _findings;

    public bool Any => _findings.Count > 0;

    public bool Full => _findings.Count >= Limit;

    public void Add(Finding finding)
    {
        if (!Full)
        {
            _findings.Add(finding);
        }
    }

    public void AddRange(IEnumerable<Finding> findings)
    {
        foreach (var finding in findings)
        {
            Add(finding);
        }
    }
}
