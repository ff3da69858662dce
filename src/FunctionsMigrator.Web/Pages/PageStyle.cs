using System.Security.Cryptography;
using System.Text;

namespace FunctionsMigrator.Web.Pages;

/// <summary>The style of all pages, inside each of them: nothing else is loaded. The policy of the page allows exactly this text and no script.</summary>
internal static class PageStyle
{
    /// <summary>The text between the tags, byte for byte.</summary>
    public static string Text { get; } = Read();

    /// <summary>The content security policy of a page.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    // A browser reads every line break as a line feed before it takes the hash.
    private static string Read()
    {
        using var stream = typeof(PageStyle).Assembly.GetManifestResourceStream("pages.css") ?? throw new InvalidOperationException("The style of the pages is not in this program.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
