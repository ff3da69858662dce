namespace FunctionsMigrator.Cli.Hosting;

/// <summary>Whether a folder is this user's own.</summary>
internal static class FolderOwner
{
    /// <summary>
    /// On Unix only its owner (and root) may set a folder's mode, so setting it to what it is answers the question and changes nothing.
    /// On Windows the store's folder lies in the user's own repository, and its access list decides who opened it at all.
    /// </summary>
    public static bool IsSelf(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        try
        {
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder));
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
