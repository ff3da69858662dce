using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Cli.Hosting;

/// <summary>The folder of the metadata repository that a call works on.</summary>
internal sealed record RepositoryFolder(string Path)
{
    /// <summary>The file that makes a folder a metadata repository.</summary>
    public const string Marker = "migrator.yaml";

    /// <summary>The folder of the local store.</summary>
    public string Store => System.IO.Path.Combine(Path, ".fm");

    /// <summary>The folder that was named, or the nearest one upward from the working folder.</summary>
    public static Outcome<RepositoryFolder> Find(string? named, ISurroundings around)
    {
        var start = System.IO.Path.GetFullPath(named ?? ".", around.Directory);
        if (named is not null)
        {
            return File.Exists(System.IO.Path.Combine(start, Marker))
                ? Outcome.Of(new RepositoryFolder(start))
                : CliCodes.NoRepository.Fail<RepositoryFolder>($"{start} holds no {Marker}");
        }

        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, Marker)))
            {
                return Outcome.Of(new RepositoryFolder(folder.FullName));
            }
        }

        return CliCodes.NoRepository.Fail<RepositoryFolder>($"neither {start} nor a folder above it holds {Marker}");
    }
}
