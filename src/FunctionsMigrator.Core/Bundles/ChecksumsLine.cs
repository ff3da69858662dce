namespace FunctionsMigrator.Core.Bundles;

/// <summary>One file in <c>checksums.lock</c>.</summary>
/// <param name="Number">Number of the line, from 1.</param>
/// <param name="Path">With forward slashes.</param>
/// <param name="Sha256">Of the file's canonical form.</param>
public sealed record ChecksumsLine(int Number, string Path, Digest Sha256)
{
    private const int PathStart = 66;

    internal static bool TryParse(int number, ReadOnlySpan<char> line, out ChecksumsLine parsed)
    {
        parsed = null!;
        if (line.Length <= PathStart || line[64] != ' ' || line[65] != ' ' || !Digest.TryParse(line[..64].ToString(), out var sha256))
        {
            return false;
        }

        parsed = new ChecksumsLine(number, line[PathStart..].ToString(), sha256);
        return true;
    }
}
