namespace FunctionsMigrator.Core.Checks;

/// <summary>What can be told of a check.</summary>
internal static class CheckNames
{
    private const int LongestName = 200;

    public static bool IsName(string text) => text.Length is > 0 and <= LongestName && !text.Any(char.IsControl);

    public static bool IsCommit(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);
}
