namespace FunctionsMigrator.Web.SignIn;

/// <summary>Where somebody goes on after signing in: a path of this server, and never another place.</summary>
internal static class LocalPath
{
    /// <summary>Where those go who came from nowhere.</summary>
    public const string Start = "/";

    private const int Longest = 2000;

    /// <summary>The text if it is a path of this server with its query; else <see cref="Start"/>.</summary>
    public static string Of(string? text) => text is { Length: > 0 and <= Longest } && IsLocal(text) ? text : Start;

    // Browsers read a backslash as a slash and skip tabs and line ends, so neither may stand anywhere; two slashes at the start name a host.
    private static bool IsLocal(string text) =>
        text[0] == '/' && !text.StartsWith("//", StringComparison.Ordinal) && text.All(c => c is > ' ' and < '\u007f' and not '\\') && !IsSignIn(text);

    private static bool IsSignIn(string text) => text.StartsWith("/sign-", StringComparison.OrdinalIgnoreCase);
}
