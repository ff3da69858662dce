namespace FunctionsMigrator.Core.Deliveries;

/// <summary>What became of a delivered push.</summary>
public enum DeliveryState
{
    /// <summary>It is stored, and its branch will be looked at.</summary>
    Accepted,

    /// <summary>It leads to the run that is named.</summary>
    Started,

    /// <summary>The branch has moved on; the run of what stands there now is named.</summary>
    Coalesced,

    /// <summary>The same push was delivered before.</summary>
    Duplicate,

    /// <summary>It starts nothing: a tag, a deletion, another branch or repository.</summary>
    Nothing,

    /// <summary>What it names never appeared on the branch.</summary>
    Lost,
}
