using System.Security.Cryptography;
using System.Text;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Core.Planning;

/// <summary>How values are shown: as text up to a bound, or, where sensitive, only as a keyed fingerprint that tells equal from unequal.</summary>
public sealed class ValueMask(byte[] key)
{
    private const int Shown = 2_000;

    /// <summary>The value as people may see it.</summary>
    public async ValueTask<ValuePreview> PreviewAsync(ItemContent content, bool sensitive, CancellationToken cancellation)
    {
        if (sensitive)
        {
            await using var secret = await content.OpenAsync(cancellation);
            var mac = await HMACSHA256.HashDataAsync(key, secret, cancellation);
            return new ValuePreview($"hmac:{Convert.ToHexStringLower(mac)[..16]}", Masked: true);
        }

        await using var stream = await content.OpenAsync(cancellation);
        var buffer = new byte[(Shown * 3) + 1];
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        var bytes = buffer.AsMemory(0, read);
        if (bytes.Span.Contains((byte)0))
        {
            return new ValuePreview($"binary, {content.Length} bytes");
        }

        var text = Encoding.UTF8.GetString(bytes.Span);
        return text.Length > Shown ? new ValuePreview(text[..Shown], Truncated: true) : new ValuePreview(text);
    }
}
