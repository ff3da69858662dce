using System.Numerics;
using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using BigNumber = Org.BouncyCastle.Math.BigInteger;

namespace FunctionsMigrator.Adapters.Git.Signatures.Ssh;

/// <summary>Checks the signature of one key over some bytes.</summary>
internal static class SshCryptography
{
    private const int LeastRsaBits = 2048;

    // A person touched the device.
    private const byte UserPresent = 1;

    /// <summary>Whether the blob of a signature was made by the key over the message.</summary>
    public static SshFit Check(SshKey key, byte[] signature, byte[] message)
    {
        var reader = new SshReader(signature);
        var algorithm = reader.Text();
        var inner = reader.Bytes();
        byte flags = 0;
        if (key.Application is { } application)
        {
            flags = reader.Byte();
            var counter = reader.Int32();
            byte[] counted = [flags, (byte)(counter >> 24), (byte)(counter >> 16), (byte)(counter >> 8), (byte)counter];
            message = [.. SHA256.HashData(System.Text.Encoding.Latin1.GetBytes(application)), .. counted, .. SHA256.HashData(message)];
        }

        if (!reader.Done)
        {
            return SshFit.Malformed;
        }

        if (!Fits(key, algorithm))
        {
            return SshFit.UnknownAlgorithm;
        }

        var fits = key.Type switch
        {
            "ssh-ed25519" or "sk-ssh-ed25519@openssh.com" => Ed25519(key, inner, message),
            "ssh-rsa" => Rsa(key, algorithm, inner, message),
            _ => Ecdsa(key, inner, message),
        };
        return fits && (key.Application is null || (flags & UserPresent) != 0) ? SshFit.Fits : SshFit.Differs;
    }

    private static bool Fits(SshKey key, string algorithm) => key.Type == "ssh-rsa"
        ? algorithm is "rsa-sha2-256" or "rsa-sha2-512" && new BigInteger(key.Point, isUnsigned: true, isBigEndian: true).GetBitLength() >= LeastRsaBits
        : algorithm == key.Type;

    private static bool Ed25519(SshKey key, byte[] signature, byte[] message)
    {
        if (signature.Length != Ed25519PrivateKeyParameters.SignatureSize)
        {
            return false;
        }

        try
        {
            var signer = new Ed25519Signer();
            signer.Init(forSigning: false, new Ed25519PublicKeyParameters(key.Point));
            signer.BlockUpdate(message, 0, message.Length);
            return signer.VerifySignature(signature);
        }
        catch (ArgumentException)
        {
            // The bytes are no point of the curve.
            return false;
        }
    }

    private static bool Ecdsa(SshKey key, byte[] signature, byte[] message)
    {
        var reader = new SshReader(signature);
        var (r, s) = (reader.Number(), reader.Number());
        if (!reader.Done)
        {
            return false;
        }

        var (curve, digest) = key.Type[^3..] switch
        {
            "384" => (SecNamedCurves.GetByName("secp384r1"), SHA384.HashData(message)),
            "521" => (SecNamedCurves.GetByName("secp521r1"), SHA512.HashData(message)),
            _ => (SecNamedCurves.GetByName("secp256r1"), SHA256.HashData(message)),
        };
        try
        {
            var signer = new ECDsaSigner();
            signer.Init(forSigning: false, new ECPublicKeyParameters(curve.Curve.DecodePoint(key.Point), new ECDomainParameters(curve)));
            return signer.VerifySignature(digest, new BigNumber(1, r), new BigNumber(1, s));
        }
        catch (Exception notOnTheCurve) when (notOnTheCurve is ArgumentException or ArithmeticException or FormatException)
        {
            return false;
        }
    }

    private static bool Rsa(SshKey key, string algorithm, byte[] signature, byte[] message)
    {
        // Leading zeros are left out where a number is written, and a signature has the length of the modulus.
        if (signature.Length > key.Point.Length)
        {
            return false;
        }

        var whole = new byte[key.Point.Length];
        signature.CopyTo(whole, whole.Length - signature.Length);
        try
        {
            using var rsa = RSA.Create(new RSAParameters { Modulus = key.Point, Exponent = key.Exponent });
            return rsa.VerifyData(message, whole, algorithm == "rsa-sha2-512" ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
