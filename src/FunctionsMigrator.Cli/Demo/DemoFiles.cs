using System.Reflection;

namespace FunctionsMigrator.Cli.Demo;

/// <summary>The sample repository and its changes, as they are embedded in the program.</summary>
internal static class DemoFiles
{
    private const string Root = "samples/";

    /// <summary>Writes the files of a sample folder, such as <c>shop-changes/d-timeout</c>, over those of <paramref name="target"/>.</summary>
    public static void Write(string sample, string target)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"{Root}{sample}/";
        var names = assembly.GetManifestResourceNames().Select(name => (Name: name, Path: name.Replace('\\', '/'))).Where(file => file.Path.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        if (names.Count == 0)
        {
            throw new InvalidOperationException($"The sample {sample} is not in this program.");
        }

        foreach (var (name, path) in names)
        {
            var file = Path.Combine(target, path[prefix.Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            using var source = assembly.GetManifestResourceStream(name)!;
            using var copy = File.Create(file);
            source.CopyTo(copy);
        }
    }
}
