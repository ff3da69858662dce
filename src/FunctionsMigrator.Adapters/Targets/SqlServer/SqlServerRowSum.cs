using System.Numerics;
using System.Security.Cryptography;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>A checksum of many contents in any order: the sum of their SHA-256 as numbers of 256 bits. Equal contents count as often as they come.</summary>
internal sealed class SqlServerRowSum
{
    private static readonly BigInteger Range = BigInteger.One << 256;

    private BigInteger _sum;

    /// <summary>How many came.</summary>
    public long Count { get; private set; }

    public void Add(ReadOnlySpan<byte> content)
    {
        _sum = (_sum + new BigInteger(SHA256.HashData(content), isUnsigned: true, isBigEndian: true)) % Range;
        Count++;
    }

    /// <summary>The sum as text.</summary>
    public string End() => _sum.ToString("x64", System.Globalization.CultureInfo.InvariantCulture);
}
