namespace FunctionsMigrator.Core.Items;

/// <summary>How <see cref="DesiredState"/> works.</summary>
public sealed record DesiredStateOptions
{
    /// <summary>Bytes of rows that are sorted in memory at once; more are spilled. Default 32 MiB, at least 4 KiB.</summary>
    public long SortBufferBytes { get; init; } = 32L << 20;

    /// <summary>Reads <c>.yaml</c> and <c>.yml</c> files of rows; without one such a file is a finding.</summary>
    public RowsFileReader? YamlRows { get; init; }
}
