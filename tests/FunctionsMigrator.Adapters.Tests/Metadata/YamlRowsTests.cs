using FunctionsMigrator.Adapters.Metadata;

namespace FunctionsMigrator.Adapters.Tests.Metadata;

public sealed class YamlRowsTests
{
    [Fact]
    public void A_list_of_rows_is_JSON_by_the_core_schema() => Assert.Equal(
        """[{"code":"NO","n":1.50,"open":true,"note":null,"big":12345678901234567890}]""",
        YamlRows.Read("- { code: NO, n: 1.50, open: true, note: , big: 12345678901234567890 }\n", "r.yaml").Value.GetRawText());

    [Fact]
    public void What_is_no_YAML_is_found_with_its_line() => Assert.Equal(2, YamlRows.Read("- a: 1\n  a: 2\n", "r.yaml").Findings[0].Place?.Line);

    [Theory]
    [InlineData("")]
    [InlineData("- a: 1\n---\n- a: 2\n")]
    public void Another_number_of_documents_is_found(string text) => Assert.Equal("VAL136", YamlRows.Read(text, "r.yaml").Findings[0].Code);
}
