using System.Security.Cryptography;
using System.Text;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Decisions;

/// <summary>
/// Signs with a key that the store keeps (partition <see cref="Runs.RunPartitions.SigningKeys"/>): made once, by whoever decides first, and encrypted with a key derived from the
/// store's own, so that who reads the records cannot sign.
/// </summary>
public sealed class StoreDecisionSigner(IStore store) : IDecisionSigner
{
    private const string Key = "decisions";
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int KeyLength = 32;
    private static readonly byte[] Purpose = Encoding.ASCII.GetBytes("fm decision signing key");

    private readonly DecisionKeys _keys = new(store.Blobs);

    /// <inheritdoc/>
    public async Task<Outcome<string>> SignAsync(Decision decision, CancellationToken cancellation)
    {
        using var key = await OpenAsync(cancellation);
        await _keys.PublishAsync(DecisionKey.Of(key), cancellation);
        return Outcome.Of(DecisionJws.Sign(decision, key));
    }

    private async Task<ECDsa> OpenAsync(CancellationToken cancellation)
    {
        var stored = await store.Records.GetAsync(Runs.RunPartitions.SigningKeys, Key, cancellation);
        if (stored is null)
        {
            using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            await store.Records.TryCreateAsync(Runs.RunPartitions.SigningKeys, Key, new Sealed(Seal(fresh.ExportPkcs8PrivateKey())), cancellation);
            stored = await store.Records.GetAsync(Runs.RunPartitions.SigningKeys, Key, cancellation);
        }

        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Open(stored!.Read<Sealed>().Pkcs8), out _);
        return key;
    }

    private byte[] Seal(byte[] plain)
    {
        var box = new byte[NonceLength + TagLength + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceLength));
        using var cipher = new AesGcm(Wrapping(), TagLength);
        cipher.Encrypt(box.AsSpan(0, NonceLength), plain, box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength), Purpose);
        return box;
    }

    private byte[] Open(byte[] box)
    {
        var plain = new byte[box.Length - NonceLength - TagLength];
        using var cipher = new AesGcm(Wrapping(), TagLength);
        cipher.Decrypt(box.AsSpan(0, NonceLength), box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength), plain, Purpose);
        return plain;
    }

    private byte[] Wrapping() => HKDF.DeriveKey(HashAlgorithmName.SHA256, store.Keys.Snapshots.ToArray(), KeyLength, info: Purpose);

    private sealed record Sealed(byte[] Pkcs8);
}
