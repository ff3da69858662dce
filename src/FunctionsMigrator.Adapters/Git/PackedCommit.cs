using System.Globalization;
using System.IO.Compression;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Git;

/// <summary>
/// Reads the bytes of a commit object. The library shows a commit only header by header and as text, and what was signed are its bytes: so it is asked to write a
/// pack of just this object, which holds them as they are.
/// </summary>
internal static class PackedCommit
{
    private const int PackHeader = 12;
    private const int CommitType = 1;

    /// <summary>The bytes; an object that is larger than <paramref name="longest"/> is cut there.</summary>
    public static byte[] Read(Repository repository, ObjectId commit, int longest)
    {
        var folder = Directory.CreateTempSubdirectory("fm-commit-");
        try
        {
            repository.ObjectDatabase.Pack(new PackBuilderOptions(folder.FullName), builder => builder.Add(commit));
            using var pack = folder.EnumerateFiles("*.pack").Single().OpenRead();
            return Read(pack, (int)Math.Min(longest, repository.ObjectDatabase.RetrieveObjectMetadata(commit).Size));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static byte[] Read(FileStream pack, int length)
    {
        pack.Position = PackHeader;
        var next = pack.ReadByte();
        var type = (next >> 4) & 7;
        while ((next & 0x80) != 0)
        {
            next = pack.ReadByte();
        }

        if (type != CommitType)
        {
            throw new InvalidDataException($"A pack of one commit holds an object of type {type.ToString(CultureInfo.InvariantCulture)}.");
        }

        using var inflated = new ZLibStream(pack, CompressionMode.Decompress);
        var bytes = new byte[length];
        inflated.ReadExactly(bytes);
        return bytes;
    }
}
