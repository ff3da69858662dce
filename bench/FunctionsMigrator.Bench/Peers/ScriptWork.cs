namespace FunctionsMigrator.Bench.Peers;

/// <summary>What is measured: a database and the scripts for it.</summary>
/// <param name="Database"><c>postgres</c> or <c>sqlite</c>.</param>
/// <param name="Folder">Holds one folder of scripts for each way of naming them (see <see cref="ScriptFolders"/>), and our repository.</param>
/// <param name="Connection">Connection string, as Npgsql or Microsoft.Data.Sqlite reads it.</param>
internal sealed record ScriptWork(string Database, string Folder, string Connection)
{
    /// <summary>Scripts named <c>V0001__step_1.sql</c>.</summary>
    public string Versioned => Path.Combine(Folder, "repository", "metadata", "sql");

    /// <summary>Scripts named <c>0001_step_1.sql</c>.</summary>
    public string Numbered => Path.Combine(Folder, "numbered");
}
