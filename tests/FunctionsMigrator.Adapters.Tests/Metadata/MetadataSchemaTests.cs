using FunctionsMigrator.Adapters.Metadata.Schema;
using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Testing.Metadata;

namespace FunctionsMigrator.Adapters.Tests.Metadata;

public sealed class MetadataSchemaTests
{
    [Fact]
    public void The_published_schema_is_the_one_that_validates() => Approved.MatchesInRepository(
        MetadataSchema.Text(AdapterCatalogue.TargetTypes(Path.GetTempPath(), TimeProvider.System, new LocalSecretSource(Path.GetTempPath()))), "schemas/fm.schema.json");

    [Fact]
    public void The_schema_holds_no_word_that_the_check_does_not_know() => Assert.DoesNotContain(
        "$comment", MetadataSchema.Text(AdapterCatalogue.TargetTypes(Path.GetTempPath(), TimeProvider.System, new LocalSecretSource(Path.GetTempPath()))), StringComparison.Ordinal);

    [Fact]
    public void The_schema_does_not_depend_on_the_order_of_types() =>
        Assert.Equal(MetadataSchema.Text(StubTargetType.All), MetadataSchema.Text(StubTargetType.All.Reverse()));
}
