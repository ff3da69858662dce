using FunctionsMigrator.Adapters.Metadata.Templates;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Cli.Scaffolding;

/// <summary>Writes template files into a folder: all of them or none, and never over a file that is there.</summary>
internal static class Scaffold
{
    /// <summary>The paths that were written; every path that exists already is a finding, and then nothing is written.</summary>
    public static async Task<Outcome<IReadOnlyList<string>>> WriteAsync(string folder, IReadOnlyList<TemplateFile> files, CancellationToken cancellation)
    {
        var existing = files.Where(file => Path.Exists(Path.Combine(folder, file.Path))).ToList();
        if (existing.Count > 0)
        {
            return Outcome.Fail<IReadOnlyList<string>>([.. existing.Select(file => CliCodes.Exists.Finding($"{file.Path} exists already", new Place(file.Path)))]);
        }

        foreach (var file in files)
        {
            var path = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await using var writer = new StreamWriter(stream);
            await writer.WriteAsync(file.Text.AsMemory(), cancellation);
        }

        return Outcome.Of<IReadOnlyList<string>>([.. files.Select(file => file.Path)]);
    }
}
