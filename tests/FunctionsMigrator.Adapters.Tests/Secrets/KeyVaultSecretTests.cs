using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing.Secrets;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Adapters.Tests.Secrets;

public sealed class KeyVaultSecretTests : SecretSourceContract, IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private TestVault _vault = null!;
    private SecretSources _source = null!;

    protected override ISecretSource Source => _source;

    protected override SecretSourceDefinition Definition => new() { Source = "key-vault", Vault = _vault.Address };

    public async ValueTask InitializeAsync()
    {
        _vault = await TestVault.StartAsync();
        _source = new SecretSources("/", _ => null, _vault.Source(_time));
    }

    public ValueTask DisposeAsync() => _vault.DisposeAsync();

    [Fact]
    public async Task A_secret_is_read_with_a_token_of_the_tenant_that_the_challenge_names()
    {
        _vault.Put("orders-db", "first");

        Assert.Equal("first", (await Source.GetAsync(Definition, "orders-db", Cancellation)).Value);

        Assert.Equal(["none", $"Bearer {TestVault.Token}"], _vault.Brought);
        Assert.Equal(("11111111-2222-3333-4444-555555555555", "https://vault.azure.net/.default"), _vault.AskedFor);
    }

    [Theory]
    [InlineData("missing", "There is no secret 'missing'", "az keyvault secret set")]
    [InlineData(TestVault.Forbidden, "lack a right", "Key Vault Secrets User")]
    [InlineData(TestVault.Page, "text/html", "secret")]
    [InlineData("a/b", "no name of a secret", "letters, digits and hyphens")]
    public async Task What_cannot_be_read_is_a_finding_with_a_remedy_and_without_the_token(string name, string words, string remedy)
    {
        var finding = Assert.Single((await Source.GetAsync(Definition, name, Cancellation)).Findings);

        Assert.Equal(TargetCodes.SecretMissing.Code, finding.Code);
        Assert.Contains(words, finding.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain(TestVault.Token, finding.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("shop-prod")]
    [InlineData("http://shop-prod.vault.azure.net")]
    public async Task A_vault_is_named_and_spoken_to_over_https_alone(string? vault)
    {
        var secret = await Source.GetAsync(new SecretSourceDefinition { Source = "key-vault", Vault = vault }, "a", Cancellation);

        Assert.Equal(TargetCodes.SecretMissing.Code, Assert.Single(secret.Findings).Code);
    }

    [Fact]
    public async Task A_version_is_answered_whatever_came_after_it()
    {
        var first = _vault.Put("orders-db", "first");
        _vault.Put("orders-db", "second");

        Assert.Equal("second", (await Source.GetAsync(Definition, "orders-db", Cancellation)).Value);
        Assert.Equal("first", (await Source.GetAsync(Definition, $"orders-db/{first}", Cancellation)).Value);
    }

    [Fact]
    public async Task A_version_that_is_not_there_is_named()
    {
        _vault.Put("orders-db", "first");
        var version = new string('f', 32);

        var finding = Assert.Single((await Source.GetAsync(Definition, $"orders-db/{version}", Cancellation)).Findings);

        Assert.Contains(version, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_is_read_once_while_it_is_kept_and_again_afterwards()
    {
        _vault.Put("orders-db", "first");
        await Source.GetAsync(Definition, "orders-db", Cancellation);
        _time.Advance(new KeyVaultOptions().Keep - TimeSpan.FromSeconds(1));
        await Source.GetAsync(Definition, "orders-db", Cancellation);
        Assert.Equal(1, _vault.Asked);

        _time.Advance(TimeSpan.FromSeconds(1));
        await Source.GetAsync(Definition, "orders-db", Cancellation);

        Assert.Equal(2, _vault.Asked);
    }

    [Fact]
    public async Task That_a_secret_is_missing_is_believed_for_seconds_only()
    {
        await Source.GetAsync(Definition, "orders-db", Cancellation);
        await Source.GetAsync(Definition, "orders-db", Cancellation);
        Assert.Equal(1, _vault.Asked);
        _vault.Put("orders-db", "first");
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("first", (await Source.GetAsync(Definition, "orders-db", Cancellation)).Value);
    }

    [Fact]
    public async Task A_vault_that_fails_is_asked_a_bounded_number_of_times_and_its_failure_is_not_kept()
    {
        _vault.Put("orders-db", "first");
        var source = _vault.Source(_time, tries: 2);
        _vault.Failures = 3;

        Assert.False((await source.GetAsync(Definition, "orders-db", Cancellation)).Succeeded);
        Assert.Equal(3, _vault.Asked);
        Assert.Equal("first", (await source.GetAsync(Definition, "orders-db", Cancellation)).Value);
        Assert.Equal(4, _vault.Asked);
    }

    [Fact]
    public async Task A_failure_that_passes_is_not_noticed()
    {
        _vault.Put("orders-db", "first");
        _vault.Failures = 2;

        Assert.Equal("first", (await _vault.Source(_time, tries: 2).GetAsync(Definition, "orders-db", Cancellation)).Value);
    }

    [Fact]
    public async Task No_more_values_are_kept_than_was_said()
    {
        var source = _vault.Source(_time);
        for (var n = 0; n <= new KeyVaultOptions().Most; n++)
        {
            await source.GetAsync(new SecretSourceDefinition { Source = "key-vault", Vault = _vault.Address }, $"s{n}", Cancellation);
        }

        var before = _vault.Asked;
        await source.GetAsync(Definition, $"s{new KeyVaultOptions().Most}", Cancellation);

        Assert.Equal(before + 1, _vault.Asked);
    }

    protected override Task PutAsync(string name, string value)
    {
        _vault.Put(name, value);
        return Task.CompletedTask;
    }

    protected override Task RemoveAsync(string name)
    {
        _vault.Remove(name);
        return Task.CompletedTask;
    }

    protected override void PassTime() => _time.Advance(new KeyVaultOptions().Keep);
}
