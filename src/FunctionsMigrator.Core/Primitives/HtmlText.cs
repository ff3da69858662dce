using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace FunctionsMigrator.Core;

/// <summary>Text of others in HTML that is written by hand: pages made of components have the same of their framework.</summary>
public static class HtmlText
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>The text so that HTML shows it and obeys nothing of it, between tags as in an attribute with quotes.</summary>
    public static string Of(string text) => Encoder.Encode(text);
}
