using System.Globalization;

namespace FunctionsMigrator.Core.Audit;

/// <summary>Names of the blobs of the audit. They are part of the store's format and of every export: they never change.</summary>
public static class AuditNames
{
    /// <summary>The most that one chain can hold: beyond it the names would no longer sort as the numbers do.</summary>
    public const int Longest = 999_999;

    /// <summary><c>{chain}/{number:D6}.json</c>; the chain is a run or an environment.</summary>
    public static string Of(string chain, int number) => string.Create(CultureInfo.InvariantCulture, $"{chain}/{number:D6}.json");

    /// <summary>What the names of all records of a chain begin with.</summary>
    public static string Folder(string chain) => chain + "/";

    /// <summary>The number in a name that <see cref="Of"/> gives; null for another name.</summary>
    public static int? NumberIn(string chain, string name) =>
        name.Length == chain.Length + 12
        && int.TryParse(name.AsSpan(chain.Length + 1, 6), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && name == Of(chain, number)
            ? number
            : null;
}
