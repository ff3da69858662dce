namespace FunctionsMigrator.Adapters.Git;

/// <summary>Tells the small text that Git LFS commits in place of a large file.</summary>
internal static class LfsPointer
{
    private static ReadOnlySpan<byte> Start => "version https://git-lfs.github.com/spec/"u8;

    /// <summary>Whether a file of this length can be one; spares opening the others.</summary>
    public static bool MayBe(long length) => length is > 100 and < 1_024;

    /// <summary>Whether the stream, which is disposed, begins like one.</summary>
    public static bool Is(Stream file)
    {
        using (file)
        {
            Span<byte> start = stackalloc byte[Start.Length];
            return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual(Start);
        }
    }
}
