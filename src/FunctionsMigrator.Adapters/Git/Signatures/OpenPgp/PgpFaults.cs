namespace FunctionsMigrator.Adapters.Git.Signatures.OpenPgp;

/// <summary>
/// The library tells malformed packets by many kinds of exceptions; here they all mean that something cannot be read, or does not fit. Whatever else is thrown is a
/// fault of ours and goes on.
/// </summary>
internal static class PgpFaults
{
    /// <summary>What the function answers, or the default where what it reads is malformed.</summary>
    public static T? OrDefault<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception malformed) when (malformed is IOException or ArgumentException or InvalidOperationException or ArithmeticException or FormatException
            or InvalidCastException or IndexOutOfRangeException or NotSupportedException or NullReferenceException || IsOfLibrary(malformed))
        {
            return default;
        }
    }

    private static bool IsOfLibrary(Exception exception) => exception.GetType().Namespace?.StartsWith("Org.BouncyCastle", StringComparison.Ordinal) == true;
}
