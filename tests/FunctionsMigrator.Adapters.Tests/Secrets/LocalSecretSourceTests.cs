using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Adapters.Tests.Secrets;

public sealed class LocalSecretSourceTests
{
    [Fact]
    public async Task A_variable_is_named_after_the_secret()
    {
        var source = new LocalSecretSource("/", name => name == "FM_SECRET_ORDERS_DB_EU" ? "hush" : null);

        var secret = await source.GetAsync(new SecretSourceDefinition { Source = "env" }, "orders-db.eu", TestContext.Current.CancellationToken);

        Assert.Equal("hush", secret.Value);
    }

    [Fact]
    public async Task A_missing_variable_names_what_to_set()
    {
        var secret = await new LocalSecretSource("/", _ => null).GetAsync(null, "orders-db", TestContext.Current.CancellationToken);

        Assert.Equal("TGT040", secret.Findings[0].Code);
        Assert.Contains("FM_SECRET_ORDERS_DB", secret.Findings[0].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_read_without_its_line_end_and_never_outside_its_folder()
    {
        using var folder = new TestFolder();
        folder.Write("secrets/orders-db", "hush\n").Write("outside", "no");
        var source = new LocalSecretSource(folder.Path);
        var definition = new SecretSourceDefinition { Source = "file", Path = "secrets" };

        var inside = await source.GetAsync(definition, "orders-db", TestContext.Current.CancellationToken);
        var outside = await source.GetAsync(definition, "../outside", TestContext.Current.CancellationToken);

        Assert.Equal("hush", inside.Value);
        Assert.Equal("TGT040", outside.Findings[0].Code);
    }
}
