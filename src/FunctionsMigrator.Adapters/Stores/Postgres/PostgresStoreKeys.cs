using System.Security.Cryptography;
using System.Text;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Stores.Postgres;

/// <summary>
/// The store's two keys as its database keeps them. They are made once, at random, by whoever makes the store, since every host must have the same ones. With a key secret
/// they lie there sealed by AES-256-GCM under a key that HKDF-SHA-256 makes of the secret and the store's id: who has the database alone, or a backup of it, opens no before-image.
/// The secret is not the key itself, so that it may be any text; it is not the connection's password, which changes. Without a secret the keys lie in the database as they are,
/// and opening the store warns of it.
/// </summary>
internal static class PostgresStoreKeys
{
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>New keys.</summary>
    public static StoreKeys Create() => new(RandomNumberGenerator.GetBytes(KeyLength), RandomNumberGenerator.GetBytes(KeyLength));

    /// <summary>The bytes that are stored.</summary>
    public static byte[] Pack(StoreKeys keys, string id, string? secret)
    {
        byte[] plain = [.. keys.Sensitive.Span, .. keys.Snapshots.Span];
        if (secret is null)
        {
            return plain;
        }

        var nonce = RandomNumberGenerator.GetBytes(NonceLength);
        var cipher = new byte[plain.Length];
        var tag = new byte[TagLength];
        using var aes = new AesGcm(Derive(id, secret), TagLength);
        aes.Encrypt(nonce, plain, cipher, tag, Encoding.UTF8.GetBytes(id));
        return [.. nonce, .. tag, .. cipher];
    }

    /// <summary>The keys of stored bytes.</summary>
    /// <exception cref="StoreException">STO003, STO001: the bytes are none, the secret is missing or another one.</exception>
    public static StoreKeys Unpack(byte[] stored, bool isSealed, string id, string? secret, string place)
    {
        if (isSealed && secret is null)
        {
            throw Failed("the store's keys are sealed, and no key secret is named", "Name it in migrator.yaml: `store: { postgres: { secret: NAME, keys: NAME } }`.");
        }

        var plain = stored;
        if (isSealed)
        {
            plain = new byte[2 * KeyLength];
            if (stored.Length != NonceLength + TagLength + plain.Length)
            {
                throw new StoreException(StoreCodes.Corrupt.Finding($"{place}: the store's sealed keys have {stored.Length} bytes."));
            }

            try
            {
                using var aes = new AesGcm(Derive(id, secret!), TagLength);
                aes.Decrypt(stored.AsSpan(0, NonceLength), stored.AsSpan(NonceLength + TagLength), stored.AsSpan(NonceLength, TagLength), plain, Encoding.UTF8.GetBytes(id));
            }
            catch (AuthenticationTagMismatchException)
            {
                throw Failed("the key secret is not the one that the store's keys were sealed with", "Provide the secret that the store was made with.");
            }
        }

        return plain.Length == 2 * KeyLength
            ? new StoreKeys(plain.AsMemory(0, KeyLength), plain.AsMemory(KeyLength))
            : throw new StoreException(StoreCodes.Corrupt.Finding($"{place}: the store's keys have {plain.Length} bytes."));

        StoreException Failed(string what, string remedy) => new(StoreCodes.Unavailable.Finding($"{place}: {what}.", remedy: remedy));
    }

    private static byte[] Derive(string id, string secret) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), KeyLength, Encoding.UTF8.GetBytes(id), "functions-migrator store keys"u8.ToArray());
}
