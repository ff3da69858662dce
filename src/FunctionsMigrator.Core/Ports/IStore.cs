namespace FunctionsMigrator.Core.Ports;

/// <summary>One opened store: what a host gives to everything that keeps something.</summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>Made once when the store was; targets name it as their owner. Lower-case letters, digits and <c>-</c>, at most 40.</summary>
    string Id { get; }

    /// <summary>Blobs.</summary>
    IBlobStore Blobs { get; }

    /// <summary>Records.</summary>
    IRecordStore Records { get; }

    /// <summary>Temporary space.</summary>
    ISpillSpace Spill { get; }

    /// <summary>The store's keys.</summary>
    StoreKeys Keys { get; }
}
