using System.Text;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Core.Tests.Items;

public sealed class RowJsonTests
{
    [Fact]
    public void The_key_of_a_row_is_the_compact_array_of_its_texts()
    {
        Assert.Equal("""["DE"]""", RowJson.Key("DE"));
        Assert.Equal("""["DE","a\"b\u001f"]""", RowJson.Key("DE", "a\"b\u001f"));
        Assert.Equal(["DE", "a\"b\u001f"], RowJson.ParseKey(RowJson.Key("DE", "a\"b\u001f")));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[null]")]
    [InlineData("[1]")]
    [InlineData("DE")]
    public void Another_shape_is_no_key(string key) => Assert.Throws<FormatException>(() => RowJson.ParseKey(key));

    [Fact]
    public void The_content_of_a_row_does_not_depend_on_the_order_of_columns()
    {
        var content = RowJson.Content([new("name", "Österreich"), new("code", "AT"), new("note", null)]);

        Assert.Equal("""{"code":"AT","name":"Österreich","note":null}""", Encoding.UTF8.GetString(content));
        Assert.Equal(new Dictionary<string, string?> { ["code"] = "AT", ["name"] = "Österreich", ["note"] = null }, RowJson.ParseContent(content));
    }
}
