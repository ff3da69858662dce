using System.Text;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Metadata;

namespace FunctionsMigrator.Core.Items.Sources;

/// <summary>Turns bytes of files into text, strictly.</summary>
internal static class SourceText
{
    public static Outcome<string> Decode(ReadOnlySpan<byte> bytes, string path)
    {
        if (CanonicalText.IsBinary(bytes))
        {
            return ItemCodes.NotText.Fail<string>("The file is binary.", new Place(path));
        }

        if (CanonicalText.IndexOfInvalidUtf8(bytes) is var invalid and >= 0)
        {
            var line = bytes[..invalid].Count((byte)'\n') + 1;
            return ItemCodes.NotText.Fail<string>($"The line holds the byte 0x{bytes[invalid]:X2}, which is no UTF-8.", new Place(path, line));
        }

        return Outcome.Of(Encoding.UTF8.GetString(bytes));
    }
}
