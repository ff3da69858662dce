using System.Globalization;

namespace FunctionsMigrator.Bench.Peers;

/// <summary>The same scripts under the names that each tool expects: a table, an index and two rows each.</summary>
internal static class ScriptFolders
{
    public static async Task WriteAsync(ScriptWork work, int scripts)
    {
        // grate runs what lies in the folder `up`.
        var folders = (string[])[work.Versioned, work.Numbered, Path.Combine(work.Folder, "grate", "up")];
        foreach (var folder in folders)
        {
            Directory.CreateDirectory(folder);
        }

        for (var number = 1; number <= scripts; number++)
        {
            var sql = string.Create(CultureInfo.InvariantCulture, $"""
                CREATE TABLE step_{number} (id integer PRIMARY KEY, name text NOT NULL, amount integer NOT NULL DEFAULT 0);
                CREATE INDEX step_{number}_name ON step_{number} (name);
                INSERT INTO step_{number} (id, name) VALUES (1, 'first'), (2, 'second; and last');

                """);
            var name = string.Create(CultureInfo.InvariantCulture, $"{number:D4}");
            await File.WriteAllTextAsync(Path.Combine(folders[0], $"V{name}__step_{number}.sql"), sql);
            await File.WriteAllTextAsync(Path.Combine(folders[1], $"{name}_step_{number}.sql"), sql);
            await File.WriteAllTextAsync(Path.Combine(folders[2], $"{name}_step_{number}.sql"), sql);
        }
    }
}
