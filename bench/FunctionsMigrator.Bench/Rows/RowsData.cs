using System.Globalization;
using System.Text;

namespace FunctionsMigrator.Bench.Rows;

/// <summary>
/// The rows that git wants, and how a table that holds them nearly differs: one row of a hundred has another price, one of a thousand is missing, and for one of a thousand there is a row
/// that nobody wants.
/// </summary>
internal static class RowsData
{
    public const string Header = "id,name,price,stock,active,note";

    public static string Key(int row) => string.Create(CultureInfo.InvariantCulture, $"a{row:D9}");

    /// <summary>A line of the file.</summary>
    public static string Line(int row) => Text(row, 0);

    /// <summary>The lines of the table before; the keys of rows that are extra sort behind their neighbours.</summary>
    public static IEnumerable<string> Before(int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            if (row % 1000 == 500)
            {
                continue;
            }

            yield return Text(row, row % 100 == 50 ? 1 : 0);
            if (row % 1000 == 700)
            {
                yield return $"{Key(row)}x,extra,1.00,1,t,";
            }
        }
    }

    /// <summary>How many rows a right answer changes.</summary>
    public static int Changes(int rows) => Enumerable.Range(0, rows).Count(row => row % 1000 != 500 && row % 100 == 50) + (rows + 499) / 1000 + (rows + 299) / 1000;

    public static async Task WriteAsync(string file, IEnumerable<string> lines)
    {
        await using var stream = new StreamWriter(file, append: false, new UTF8Encoding(false)) { NewLine = "\n" };
        await stream.WriteLineAsync(Header);
        foreach (var line in lines)
        {
            await stream.WriteLineAsync(line);
        }
    }

    private static string Text(int row, int dearer) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Key(row)},\"Article, number {row}\",{(row % 1000) + dearer}.{row % 90 + 10},{row % 97},{(row % 3 == 0 ? "true" : "false")},{(row % 5 == 0 ? "" : $"on shelf {row % 40}")}");
}
