using System.Security.Cryptography;
using System.Text;

namespace FunctionsMigrator.Web.Pages;

/// <summary>The style of all pages, inside each of them. The policy of a page allows exactly this text, and no script but our own file where the page follows something.</summary>
internal static class PageStyle
{
    /// <summary>The text between the tags, byte for byte.</summary>
    public static string Text { get; } = Read("pages.css");

    /// <summary>The content security policy of a page.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>The policy of a page that follows something: our script may run, and ask this server; nothing that is inline may, and no text becomes markup or code.</summary>
    public static string LivePolicy { get; } = $"{Policy}; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

    // A browser reads every line break as a line feed before it takes the hash.
    public static string Read(string name)
    {
        using var stream = typeof(PageStyle).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not in this program.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
