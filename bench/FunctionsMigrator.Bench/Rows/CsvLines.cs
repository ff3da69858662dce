namespace FunctionsMigrator.Bench.Rows;

/// <summary>Splits the file as somebody in a hurry would: quotes and commas inside them, nothing else.</summary>
internal static class CsvLines
{
    public static IEnumerable<string?[]> Read(string file)
    {
        using var reader = new StreamReader(file);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            yield return Split(line);
        }
    }

    private static string?[] Split(string line)
    {
        var fields = new string?[6];
        var at = 0;
        for (var i = 0; i < fields.Length; i++)
        {
            var quoted = at < line.Length && line[at] == '"';
            var end = quoted ? line.IndexOf('"', at + 1) : line.IndexOf(',', at);
            end = end < 0 ? line.Length : end;
            var start = quoted ? at + 1 : at;
            fields[i] = end == start && !quoted ? null : line[start..end];
            at = end + (quoted ? 2 : 1);
        }

        return fields;
    }
}
