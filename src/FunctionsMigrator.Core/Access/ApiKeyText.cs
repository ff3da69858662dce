using System.Buffers;
using System.Buffers.Text;

namespace FunctionsMigrator.Core.Access;

/// <summary>How a key is written: <c>fm_</c>, the name, <c>_</c>, 256 random bits in base64url (43 characters).</summary>
internal static class ApiKeyText
{
    public const int SecretBytes = 32;
    public const int LongestName = 64;
    private const string Start = "fm_";
    private const int SecretCharacters = 43;
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-");

    public static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName && char.IsAsciiLetterOrDigit(name[0]) && !name.AsSpan().ContainsAnyExcept(NameCharacters);

    public static string Write(string name, ReadOnlySpan<byte> secret) => $"{Start}{name}_{Base64Url.EncodeToString(secret)}";

    /// <summary>The name in a text that has the form of a key; null for every other text. Names may hold <c>_</c>, so the name ends where the secret begins.</summary>
    public static string? NameIn(string key)
    {
        var end = key.Length - SecretCharacters - 1;
        if (end <= Start.Length || end > Start.Length + LongestName || !key.StartsWith(Start, StringComparison.Ordinal) || key[end] != '_')
        {
            return null;
        }

        var name = key[Start.Length..end];
        return IsName(name) && Base64Url.IsValid(key.AsSpan(end + 1)) ? name : null;
    }
}
