using System.Text.Json;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Tests.Primitives;

public sealed class FmJsonTests
{
    [Fact]
    public void A_record_with_null_members_reads_back_from_what_is_written()
    {
        var change = new Change("000000", "checkout", ResourceKind.Settings, new ItemRef("settings", "a"), ChangeAction.Create, null, null, new Reversal(ReversalKind.Remove), RiskLevel.Low, []);

        var text = JsonSerializer.Serialize(change, FmJson.Line);
        var read = JsonSerializer.Deserialize<Change>(text, FmJson.Line)!;

        Assert.DoesNotContain("null", text, StringComparison.Ordinal);
        Assert.Equal(text, JsonSerializer.Serialize(read, FmJson.Line));
        Assert.Null(read.Pre);
    }

    [Theory]
    [InlineData("{\"key\":\"a\"}")]
    [InlineData("{\"collection\":null,\"key\":\"a\"}")]
    public void A_member_that_cannot_be_null_must_be_there(string text) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ItemRef>(text, FmJson.Line));

    [Theory]
    [InlineData(ChangeAction.KeepLive, "\"keep-live\"")]
    [InlineData(RiskLevel.High, "\"high\"")]
    [InlineData(RunState.AwaitingApproval, "\"AwaitingApproval\"")]
    [InlineData(ResourceKind.FeatureFlags, "\"FeatureFlags\"")]
    public void An_enum_is_written_as_its_own_converter_says_or_by_name(object value, string text) => Assert.Equal(text, JsonSerializer.Serialize(value, FmJson.Line));
}
