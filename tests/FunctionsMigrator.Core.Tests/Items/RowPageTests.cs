using System.Text;
using CsCheck;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Core.Tests.Items;

/// <summary>Pages of rows, which are written as bytes and must say what the canonical JSON of rows says.</summary>
public sealed class RowPageTests
{
    [Fact]
    public void A_row_is_written_byte_for_byte_as_canonical_json() => Gen.String.Where(WellFormed).Array[1, 5].Sample(texts =>
    {
        string[] columns = [.. texts.Select((_, i) => $"c{i}")];
        var format = new RowFormat(columns);
        var page = new RowPage("f.csv");
        page.Append("["u8);
        page.AppendText(Encoding.UTF8.GetBytes(texts[0]));
        page.Append("]"u8);
        page.EndKey();
        for (var i = 0; i < columns.Length; i++)
        {
            page.Append(format.Head(i));
            page.AppendText(Encoding.UTF8.GetBytes(texts[format.Order[i]]));
        }

        page.Append(format.Tail);
        page.Add(3, 1);
        var expected = RowJson.Content(columns.Zip(texts, (column, text) => KeyValuePair.Create(column, (string?)text)));

        Assert.Equal(expected, page.Content(0).ToArray());
        Assert.Equal(RowJson.Key(texts[0]), Encoding.UTF8.GetString(page.Key(0)));
        Assert.Equal((Digest.Of(expected), "f.csv", 3), (page.Desired(0).Checksum, page.Desired(0).Place.File, page.Desired(0).Place.Line));
    });

    [Fact]
    public void What_is_dropped_leaves_nothing_and_a_row_may_be_larger_than_a_page()
    {
        var page = new RowPage();
        page.Append("[\"a\"]"u8);
        page.EndKey();
        page.Append("{}"u8);
        page.Add();
        page.Append("[\"half"u8);
        page.Drop();
        page.Append("[\"b\"]"u8);
        page.EndKey();
        page.Append(new byte[2 * RowPage.Size]);
        page.Add();

        Assert.Equal(2, page.Count);
        Assert.Equal("[\"a\"]{}", Encoding.UTF8.GetString([.. page.Key(0), .. page.Content(0)]));
        Assert.Equal("[\"b\"]", Encoding.UTF8.GetString(page.Key(1)));
        Assert.Equal(2 * RowPage.Size, page.Content(1).Length);
        Assert.True(page.IsFull);
    }

    private static bool WellFormed(string text) => !text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar);
}
