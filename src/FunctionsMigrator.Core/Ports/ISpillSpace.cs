namespace FunctionsMigrator.Core.Ports;

/// <summary>Private temporary space for streams too large for memory. What a stream held is gone when it is disposed.</summary>
public interface ISpillSpace
{
    /// <summary>An empty, seekable stream to write and then read.</summary>
    Stream Create();
}
