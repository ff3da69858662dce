using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace FunctionsMigrator.Web.SignIn;

/// <summary>Wraps a key before it is stored. Where nothing is stored, nothing is wrapped.</summary>
internal sealed class KeyRingEncryptor(KeyRingStore ring) : IXmlEncryptor
{
    /// <inheritdoc/>
    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => ring.Keys() is { } keys
        ? new EncryptedXmlInfo(KeyRingCipher.Wrap(plaintextElement, keys), typeof(KeyRingDecryptor))
        : new NullXmlEncryptor().Encrypt(plaintextElement);
}
