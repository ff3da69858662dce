using System.Security.Cryptography;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Decisions;

/// <summary>Signs with a key that a secret holds: an elliptic curve key on P-256 as PKCS#8 in PEM. It is read for every signature, so that a rotated secret needs no new start.</summary>
/// <param name="blobs">Where public keys are kept.</param>
/// <param name="pem">Reads the secret.</param>
public sealed class PemDecisionSigner(IBlobStore blobs, Func<CancellationToken, Task<Outcome<string>>> pem) : IDecisionSigner
{
    private const int KeySize = 256;

    /// <inheritdoc/>
    public async Task<Outcome<string>> SignAsync(Decision decision, CancellationToken cancellation)
    {
        var read = await pem(cancellation);
        if (!read.TryGet(out var text))
        {
            return read.As<string>();
        }

        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(text);
            key.ExportParameters(includePrivateParameters: true);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            // Never the text, nor what the parser says of it: it is a private key, or something that was put in its place.
            return PolicyCodes.SigningKey.Fail<string>("The secret of the signing key holds no private key in PEM.");
        }

        if (key.KeySize != KeySize || key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
        {
            return PolicyCodes.SigningKey.Fail<string>("The signing key is not on the curve P-256.");
        }

        await new DecisionKeys(blobs).PublishAsync(DecisionKey.Of(key), cancellation);
        return Outcome.Of(DecisionJws.Sign(decision, key));
    }
}
