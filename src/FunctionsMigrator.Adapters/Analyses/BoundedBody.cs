using System.Text.Json;

namespace FunctionsMigrator.Adapters.Analyses;

/// <summary>Reads bodies that nobody else has bounded.</summary>
internal static class BoundedBody
{
    /// <summary>The whole body; null when it is larger.</summary>
    public static async Task<byte[]?> ReadAsync(Stream stream, int most, CancellationToken cancellation)
    {
        using var read = new MemoryStream();
        var buffer = new byte[16 << 10];
        while (await stream.ReadAsync(buffer, cancellation) is var count and > 0)
        {
            if (read.Length + count > most)
            {
                return null;
            }

            read.Write(buffer, 0, count);
        }

        return read.ToArray();
    }

    /// <summary>The body as JSON; null where it is none.</summary>
    public static JsonElement? Json(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
