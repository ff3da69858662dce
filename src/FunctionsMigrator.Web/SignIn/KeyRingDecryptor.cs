using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsMigrator.Web.SignIn;

/// <summary>Unwraps a key of the ring. The framework makes it by the name that stands beside the key, so the name is part of the store's format.</summary>
/// <param name="services">The host's services.</param>
public sealed class KeyRingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    /// <inheritdoc/>
    public XElement Decrypt(XElement encryptedElement) =>
        KeyRingCipher.Unwrap(encryptedElement, services.GetRequiredService<KeyRingStore>().Keys() ?? throw new CryptographicException("There are no keys to unwrap the ring with."));
}
