using FunctionsMigrator.Infra.Tests.Bicep;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Infra.Tests;

/// <summary>All files of <c>infra/</c>, read; a test may have changed the text of one.</summary>
internal sealed class InfraFiles
{
    private InfraFiles(IEnumerable<(string Path, string Text)> files)
    {
        Files = files.Select(file => BicepParser.Read(file.Path, file.Text)).ToDictionary(file => file.Path, StringComparer.Ordinal);
    }

    /// <summary>The folder.</summary>
    public static string Folder { get; } = Path.Combine(SourceFolders.Repository, "infra");

    /// <summary>The files by their path from the folder.</summary>
    public IReadOnlyDictionary<string, BicepFile> Files { get; }

    /// <summary>The templates: everything that is no parameter file.</summary>
    public IEnumerable<BicepFile> Templates => Files.Values.Where(file => file.Using is null);

    /// <summary>The parameter files.</summary>
    public IEnumerable<BicepFile> Parameters => Files.Values.Where(file => file.Using is not null);

    /// <summary>The template that everything begins with.</summary>
    public BicepFile Main => Files["main.bicep"];

    /// <summary>The template of the app.</summary>
    public BicepFile App => Files["modules/app.bicep"];

    /// <summary>As they stand in the repository.</summary>
    public static InfraFiles Read() => new(Texts());

    /// <summary>With one text of one file replaced, as often as it stands there. A text that is not there is a mistake of the test.</summary>
    public static InfraFiles Broken(string path, string from, string to)
    {
        var texts = Texts().ToDictionary(file => file.Path, file => file.Text, StringComparer.Ordinal);
        Assert.Contains(from, texts[path], StringComparison.Ordinal);
        texts[path] = texts[path].Replace(from, to, StringComparison.Ordinal);
        return new InfraFiles(texts.Select(file => (file.Key, file.Value)));
    }

    /// <summary>The file that a path in another file names.</summary>
    public BicepFile? Named(BicepFile from, string path) =>
        Files.GetValueOrDefault(Path.GetRelativePath(Folder, Path.GetFullPath(path, Path.GetDirectoryName(Path.Combine(Folder, from.Path))!)).Replace('\\', '/'));

    private static IEnumerable<(string Path, string Text)> Texts() => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetExtension(file) is ".bicep" or ".bicepparam")
        .Select(file => (Path.GetRelativePath(Folder, file).Replace('\\', '/'), File.ReadAllText(file).ReplaceLineEndings("\n")));
}
