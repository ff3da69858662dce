using System.Text;

namespace FunctionsMigrator.Core.Operations.Histories;

/// <summary>Flyway's checksum of a script: the CRC-32 of its lines in UTF-8 without line ends and byte order mark, as a signed number. It proves no authorship: only ours does.</summary>
public static class FlywayChecksum
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value => Enumerable.Range(0, 8).Aggregate((uint)value, (crc, _) => (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1))];

    /// <summary>The checksum of a text.</summary>
    public static int Of(string text)
    {
        var crc = uint.MaxValue;
        foreach (var unit in Encoding.UTF8.GetBytes(text.StartsWith('\ufeff') ? text[1..] : text))
        {
            if (unit is not ((byte)'\n' or (byte)'\r'))
            {
                crc = Table[(crc ^ unit) & 0xFF] ^ (crc >> 8);
            }
        }

        return unchecked((int)~crc);
    }
}
