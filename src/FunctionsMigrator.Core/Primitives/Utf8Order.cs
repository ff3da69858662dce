namespace FunctionsMigrator.Core;

/// <summary>
/// The order of keys everywhere: unsigned UTF-8 bytes, which equals the order of Unicode code points
/// (and differs from UTF-16 ordinal order where surrogates meet U+E000 to U+FFFF).
/// </summary>
public sealed class Utf8Order : IComparer<string>
{
    /// <summary>The one instance.</summary>
    public static Utf8Order Instance { get; } = new();

    int IComparer<string>.Compare(string? x, string? y) => Compare(x ?? "", y ?? "");

    /// <summary>Less than, equal to or greater than zero, as <paramref name="left"/> stands to <paramref name="right"/>.</summary>
    public static int Compare(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        return common < left.Length && common < right.Length ? Rank(left[common]) - Rank(right[common]) : left.Length - right.Length;
    }

    /// <summary>The one that comes first; null stands for the end, behind all keys.</summary>
    public static string? Lower(string? left, string? right) => left is null ? right : right is null || Compare(left, right) <= 0 ? left : right;

    // A surrogate stands for a code point above U+FFFF, so it sorts behind every other UTF-16 unit.
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
