using FunctionsMigrator.Core.Metadata;

namespace FunctionsMigrator.Adapters.Git.Signatures;

/// <summary>Patterns as OpenSSH has them: <c>*</c> and <c>?</c>, parted by commas; <c>!</c> before one takes out what it fits.</summary>
internal static class PrincipalPattern
{
    /// <summary>Whether one of the patterns fits the text, and none with <c>!</c> does.</summary>
    public static bool FitsAny(IEnumerable<string> patterns, string text)
    {
        var fits = false;
        foreach (var pattern in patterns)
        {
            if (pattern.StartsWith('!'))
            {
                if (Wildcards.Fit(pattern.AsSpan(1), text, marks: true))
                {
                    return false;
                }
            }
            else
            {
                fits |= Wildcards.Fit(pattern, text, marks: true);
            }
        }

        return fits;
    }
}
