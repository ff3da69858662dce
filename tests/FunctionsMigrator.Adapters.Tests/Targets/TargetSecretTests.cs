using System.Text.Json;
using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Adapters.Targets;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Tests.Targets;

public sealed class TargetSecretTests
{
    private const string Key = "connection";
    private const string Password = "pA55-w0rd";

    [Fact]
    public async Task A_reference_is_resolved_where_the_environment_says()
    {
        var source = new LocalSecretSource(Path.GetTempPath(), name => name == "FM_SECRET_ORDERS_EU" ? Password : null);
        var binding = Bind(new { connection = new { secret = "orders-eu" } });

        Assert.Null(TargetSecret.Check(binding, binding.Settings, Key));
        Assert.Equal(Password, (await TargetSecret.ResolveAsync(source, binding, binding.Settings, Key, TestContext.Current.CancellationToken)).Value);

        var elsewhere = await TargetSecret.ResolveAsync(
            source, binding with { Secrets = new SecretSourceDefinition { Source = "file", Path = "none" } }, binding.Settings, Key, TestContext.Current.CancellationToken);
        var finding = Assert.Single(elsewhere.Findings);
        Assert.Equal((TargetCodes.SecretMissing.Code, binding.Address.ToString()), (finding.Code, finding.Target));
    }

    [Fact]
    public async Task An_absent_member_is_no_secret_and_no_mistake()
    {
        var binding = Bind(new { });

        Assert.Null(TargetSecret.Check(binding, binding.Settings, Key));
        Assert.Null((await TargetSecret.ResolveAsync(
            new LocalSecretSource(Path.GetTempPath(), _ => Password), binding, binding.Settings, Key, TestContext.Current.CancellationToken)).Value);
    }

    [Fact]
    public void A_secret_in_the_file_is_refused_and_not_repeated()
    {
        foreach (var written in new object[] { $"Host=db;Password={Password}", new { password = Password }, new { secret = "" }, new { secret = "a", more = Password }, 7 })
        {
            var binding = Bind(new { connection = written });

            var finding = TargetSecret.Check(binding, binding.Settings, Key)!;

            Assert.Equal(TargetCodes.BadDefinition.Code, finding.Code);
            Assert.Contains("'connection'", finding.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(Password, finding.ToString() + finding.Remedy, StringComparison.Ordinal);
        }
    }

    private static TargetBinding Bind(object settings) => new(
        new TargetAddress("production", "eu", "orders"),
        "postgres",
        JsonSerializer.SerializeToElement(settings).EnumerateObject().ToDictionary(member => member.Name, member => member.Value),
        null,
        null,
        new Dictionary<string, JsonElement>());
}
