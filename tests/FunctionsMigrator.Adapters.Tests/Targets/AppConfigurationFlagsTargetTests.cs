using System.Text.Json;
using System.Text.Json.Nodes;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>Flags without a label.</summary>
public sealed class AppConfigurationFlagsTargetTests : AppConfigurationTargetContract
{
    private const string FlagType = "application/vnd.microsoft.appconfig.ff+json;charset=utf-8";

    protected override string? Label => null;

    protected override ResourceSlice Slice { get; } = new("checkout-flags", ResourceKind.FeatureFlags, "flags", 0);

    protected override string Key(string name) => name;

    protected override byte[] Content(string name, string value) => CanonicalJson.Of(JsonSerializer.SerializeToElement(new
    {
        id = name,
        enabled = value.Length > 0,
        display_name = value,
        conditions = new { client_filters = new object[] { new { name = "Microsoft.Percentage", parameters = new { Value = 25 } } } },
    }));

    protected override Task ChangeBehindAsync(string name, string? value)
    {
        var key = ".appconfig.featureflag/" + name;
        if (value is null)
        {
            Server.Remove(key);
        }
        else
        {
            // As the portal writes it.
            var flag = JsonNode.Parse(Content(name, value))!.AsObject();
            flag["description"] = "";
            Server.Put(key, flag.ToJsonString(new JsonSerializerOptions { WriteIndented = true }), FlagType);
        }

        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_flag_stands_in_the_store_as_feature_managers_read_it()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;

        await WriteAsync(target, claim, Write("one-page-checkout", null, "on"));

        var stored = Server.Find(".appconfig.featureflag/one-page-checkout")!;
        Assert.Equal(FlagType, stored.ContentType);
        Assert.Equal(25, JsonNode.Parse(stored.Value!)!["conditions"]!["client_filters"]![0]!["parameters"]!["Value"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_flag_that_the_portal_made_equals_the_same_flag_in_git()
    {
        Server.Put(".appconfig.featureflag/plain", """{"id":"plain","description":"","enabled":true}""", FlagType);
        await using var target = await OpenAsync(TargetAccess.Plan);

        var item = Assert.Single(await ItemsAsync(target));

        Assert.Equal(("plain", """{"conditions":{"client_filters":[]},"enabled":true,"id":"plain"}"""), item);
    }

    [Fact]
    public async Task Settings_of_the_same_label_are_no_flags_and_flags_no_settings()
    {
        await ChangeBehindAsync("a", "on");
        Server.Put("checkout/currency", "EUR");
        await using var target = await OpenAsync(TargetAccess.Plan);

        Assert.Equal(["a"], (await ItemsAsync(target)).Select(item => item.Key));
        Assert.Equal(["checkout/currency"], (await ReadAllAsync(target, new ResourceSlice("checkout", ResourceKind.Settings, "settings", 0))).Select(item => item.Key));
    }

    [Theory]
    [InlineData("""{"id":"other","enabled":true}""", FlagType, "'id' of its key")]
    [InlineData("""{"id":"odd","enabled":true}""", "application/json", "content type")]
    [InlineData("on", FlagType, "no JSON")]
    public async Task A_key_value_that_is_no_flag_is_named(string value, string contentType, string words)
    {
        Server.Put(".appconfig.featureflag/odd", value, contentType);
        await using var target = await OpenAsync(TargetAccess.Plan);

        var thrown = await Assert.ThrowsAsync<TargetException>(() => ItemsAsync(target));

        Assert.Equal(TargetCodes.Malformed.Code, thrown.Finding.Code);
        Assert.Contains(words, thrown.Finding.Message, StringComparison.Ordinal);
    }
}
