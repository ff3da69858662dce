namespace FunctionsMigrator.Core.Notices;

/// <summary>Addresses of e-mail, as notices use them.</summary>
public static class EmailAddress
{
    private const int Longest = 254;

    /// <summary>
    /// Whether the text is one address and nothing but it: no name, no second receiver, nothing that could end a header or a command.
    /// </summary>
    public static bool IsOne(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return text.Length <= Longest && at > 0 && at == text.LastIndexOf('@')
            && text.All(unit => unit > ' ' && !char.IsControl(unit) && !char.IsWhiteSpace(unit) && !"<>,;:\\\"()[]".Contains(unit))
            && Uri.CheckHostName(text[(at + 1)..]) is UriHostNameType.Dns;
    }

    /// <summary>An address as others may see it: <c>k***@example.com</c>.</summary>
    public static string Mask(string address)
    {
        var at = address.IndexOf('@', StringComparison.Ordinal);
        return at > 0 ? $"{address[..1]}***{address[at..]}" : "***";
    }
}
