using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Web.SignIn;

/// <summary>
/// Wraps keys of the ring: AES-256-GCM under a key that HKDF-SHA-256 derives from the store's keys, which come from a vault or lie beside the store, and never in it. Who reads
/// the records alone can make no cookie.
/// </summary>
internal static class KeyRingCipher
{
    private const string Form = "v1";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private static readonly byte[] Purpose = "fm key ring v1"u8.ToArray();

    /// <summary>The element, wrapped.</summary>
    public static XElement Wrap(XElement element, StoreKeys keys)
    {
        var text = Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting));
        var sealedText = new byte[NonceBytes + text.Length + TagBytes];
        var nonce = sealedText.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(Key(keys), TagBytes);
        cipher.Encrypt(nonce, text, sealedText.AsSpan(NonceBytes, text.Length), sealedText.AsSpan(NonceBytes + text.Length), Purpose);
        return new XElement("wrapped", new XAttribute("form", Form), Convert.ToBase64String(sealedText));
    }

    /// <summary>What was wrapped.</summary>
    /// <exception cref="CryptographicException">It was wrapped under other keys, or changed since.</exception>
    public static XElement Unwrap(XElement wrapped, StoreKeys keys)
    {
        var bytes = Convert.FromBase64String(wrapped.Value);
        if ((string?)wrapped.Attribute("form") != Form || bytes.Length <= NonceBytes + TagBytes)
        {
            throw new CryptographicException("The key is not wrapped in a form that is known.");
        }

        var text = new byte[bytes.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(Key(keys), TagBytes);
        cipher.Decrypt(bytes.AsSpan(0, NonceBytes), bytes.AsSpan(NonceBytes, text.Length), bytes.AsSpan(NonceBytes + text.Length), text, Purpose);
        return XElement.Parse(Encoding.UTF8.GetString(text));
    }

    private static byte[] Key(StoreKeys keys) => HKDF.DeriveKey(HashAlgorithmName.SHA256, keys.Snapshots.ToArray(), 32, info: Purpose);
}
