using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Integration.Tests.Browsers;

/// <summary>Where pictures of pages are left: <c>TestResults/pages</c> beside the solution, or the folder that <c>FM_TEST_PICTURES</c> names.</summary>
internal static class TestPictures
{
    public static string PathOf(string name)
    {
        var folder = Environment.GetEnvironmentVariable("FM_TEST_PICTURES") is { Length: > 0 } named ? named : Path.Combine(SourceFolders.Repository, "TestResults", "pages");
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, name);
    }
}
