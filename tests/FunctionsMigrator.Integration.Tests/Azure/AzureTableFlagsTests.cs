using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Stores;

namespace FunctionsMigrator.Integration.Tests.Azure;

public sealed class AzureTableFlagsTests(TestServers servers) : AzureTableTargetContract(servers)
{
    protected override ResourceSlice Slice { get; } = new("checkout-flags", ResourceKind.FeatureFlags, "flags", 0);

    protected override int LargeContent => 20_000;

    protected override string Key(string name) => name;

    protected override byte[] Content(string name, string value) =>
        CanonicalJson.Of(JsonSerializer.SerializeToElement(new { id = name, description = value, enabled = value.Length > 0 }));

    protected override async Task ChangeBehindAsync(string name, string? value)
    {
        var row = KeyEncoding.Servers.EncodeKey(name);
        if (value is null)
        {
            await Table.DeleteEntityAsync("flags", row, cancellationToken: Cancellation);
        }
        else
        {
            await PutAsync(new TableEntity("flags", row) { ["Value"] = Encoding.UTF8.GetString(Content(name, value)).Replace(",", " ,\n", StringComparison.Ordinal).Replace(value.Replace(",", " ,\n", StringComparison.Ordinal), value, StringComparison.Ordinal) });
        }
    }
}
