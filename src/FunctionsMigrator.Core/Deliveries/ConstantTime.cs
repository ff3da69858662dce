using System.Security.Cryptography;
using System.Text;

namespace FunctionsMigrator.Core.Deliveries;

/// <summary>Compares proofs so that the time it takes tells nothing of what is expected.</summary>
public static class ConstantTime
{
    /// <summary>Whether a text is one of those that are expected; every one of them is compared, whatever the first ones say.</summary>
    public static bool IsOneOf(string given, IEnumerable<string> expected)
    {
        var bytes = Encoding.UTF8.GetBytes(given);
        var fits = false;
        foreach (var text in expected)
        {
            fits |= CryptographicOperations.FixedTimeEquals(bytes, Encoding.UTF8.GetBytes(text));
        }

        return fits;
    }

    /// <summary>As <see cref="IsOneOf"/> for secrets themselves: neither their text nor their length shows in the time it takes.</summary>
    public static bool IsSecret(string given, IEnumerable<string> secrets) => IsOneOf(Hash(given), secrets.Select(Hash));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
