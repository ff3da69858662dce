using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>The file of a database.</summary>
internal static class SqliteFile
{
    /// <summary>The files that SQLite keeps beside a database.</summary>
    private static readonly string[] Companions = ["", "-wal", "-shm", "-journal"];

    /// <summary>Whether there is a file. What cannot be looked at throws, so that it is not taken for absent.</summary>
    /// <exception cref="TargetException">TGT001: something else stands there.</exception>
    public static bool Exists(string path, TargetAddress address)
    {
        try
        {
            return (File.GetAttributes(path) & FileAttributes.Directory) == 0
                ? true
                : throw new TargetException(TargetCodes.Unreachable.Finding($"{path} is a folder; a database file was expected.", target: address.ToString()));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Deletes a database with all that SQLite keeps beside it.</summary>
    public static void Delete(string path)
    {
        try
        {
            foreach (var ending in Companions)
            {
                File.Delete(path + ending);
            }
        }
        catch (DirectoryNotFoundException)
        {
            // The last database of a run takes the folder with it; another may be deleted at the same moment.
        }
    }
}
