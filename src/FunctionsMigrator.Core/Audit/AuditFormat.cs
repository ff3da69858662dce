using System.Text.Json;

namespace FunctionsMigrator.Core.Audit;

/// <summary>Records and links as bytes.</summary>
public static class AuditFormat
{
    /// <summary>Bytes of the largest record; what is larger was not written by this program.</summary>
    public const int LargestRecord = 1 << 20;

    /// <summary>The bytes that are stored.</summary>
    public static byte[] Write<T>(T record) => CanonicalJson.OfRecord(record);

    /// <summary>
    /// Reads a record or link whose bytes are exactly what <see cref="Write"/> gives for it; null for anything else, so that no edit hides in white space,
    /// unknown or doubled members.
    /// </summary>
    public static T? Read<T>(byte[] bytes)
        where T : class
    {
        if (bytes.Length > LargestRecord)
        {
            return null;
        }

        try
        {
            var record = JsonSerializer.Deserialize<T>(bytes, FmJson.Line);
            return record is not null && Write(record).AsSpan().SequenceEqual(bytes) ? record : null;
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Reads a stream to its end or to the size beyond which no record goes.</summary>
    public static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        using var buffer = new MemoryStream();
        var piece = new byte[16 << 10];
        int count;
        while (buffer.Length <= LargestRecord && (count = await stream.ReadAsync(piece, cancellation)) > 0)
        {
            buffer.Write(piece, 0, count);
        }

        return buffer.ToArray();
    }
}
