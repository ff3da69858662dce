namespace FunctionsMigrator.Testing;

/// <summary>Where the sources of the running tests are, found upwards from the test assembly.</summary>
public static class SourceFolders
{
    private static readonly Lazy<string> ProjectFolder = new(() => Above("*.csproj"));
    private static readonly Lazy<string> RepositoryFolder = new(() => Above("FunctionsMigrator.sln"));

    /// <summary>The folder of the running test project.</summary>
    public static string Project => ProjectFolder.Value;

    /// <summary>The root of the repository.</summary>
    public static string Repository => RepositoryFolder.Value;

    private static string Above(string file)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (folder.EnumerateFiles(file).Any())
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No {file} in any folder above {AppContext.BaseDirectory}: run the tests from their own build folder.");
    }
}
