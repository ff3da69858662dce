using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Testing.Secrets;

/// <summary>What every source of secrets promises. A derived class says how a secret is put there.</summary>
public abstract class SecretSourceContract
{
    private const string Name = "orders-db";
    private const string Hush = "p\u00e4ss w0rd;=\"'{}$ \u65e5\u672c";

    /// <summary>Cancels with the test.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The source.</summary>
    protected abstract ISecretSource Source { get; }

    /// <summary>What an environment says of it.</summary>
    protected abstract SecretSourceDefinition Definition { get; }

    /// <summary>Gives a secret a value, or another one.</summary>
    protected abstract Task PutAsync(string name, string value);

    /// <summary>Takes a secret away.</summary>
    protected abstract Task RemoveAsync(string name);

    /// <summary>Lets pass whatever time the source keeps values for.</summary>
    protected virtual void PassTime()
    {
    }

    [Fact]
    public async Task A_secret_is_answered_as_it_was_stored()
    {
        await PutAsync(Name, Hush);

        var secret = await Source.GetAsync(Definition, Name, Cancellation);

        Assert.True(secret.Succeeded, string.Join('\n', secret.Findings));
        Assert.Equal(Hush, secret.Value);
    }

    [Fact]
    public async Task Secrets_are_told_apart_by_their_names()
    {
        await PutAsync("one", "first");
        await PutAsync("two", "second");

        Assert.Equal("first", (await Source.GetAsync(Definition, "one", Cancellation)).Value);
        Assert.Equal("second", (await Source.GetAsync(Definition, "two", Cancellation)).Value);
    }

    [Fact]
    public async Task A_missing_secret_is_a_finding_that_names_it_and_what_to_do_and_holds_no_other_value()
    {
        await PutAsync("other", Hush);

        var finding = Assert.Single((await Source.GetAsync(Definition, Name, Cancellation)).Findings);

        Assert.Equal("TGT040", finding.Code);
        Assert.Contains(Name, finding.Message, StringComparison.Ordinal);
        Assert.NotEmpty(finding.Remedy);
        Assert.DoesNotContain(Hush, finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_secret_is_a_missing_one()
    {
        await PutAsync(Name, "");

        Assert.Equal("TGT040", Assert.Single((await Source.GetAsync(Definition, Name, Cancellation)).Findings).Code);
    }

    [Theory]
    [InlineData("../orders-db")]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("orders-db/../../x")]
    public async Task A_name_that_leads_elsewhere_answers_nothing(string name)
    {
        await PutAsync(Name, Hush);

        Assert.Equal("TGT040", Assert.Single((await Source.GetAsync(Definition, name, Cancellation)).Findings).Code);
    }

    [Fact]
    public async Task A_changed_secret_is_answered_once_its_time_has_passed()
    {
        await PutAsync(Name, "old");
        await Source.GetAsync(Definition, Name, Cancellation);
        await PutAsync(Name, "new");
        PassTime();

        Assert.Equal("new", (await Source.GetAsync(Definition, Name, Cancellation)).Value);
    }

    [Fact]
    public async Task A_secret_that_was_made_after_it_was_missed_is_found()
    {
        Assert.False((await Source.GetAsync(Definition, Name, Cancellation)).Succeeded);
        await PutAsync(Name, Hush);
        PassTime();

        Assert.Equal(Hush, (await Source.GetAsync(Definition, Name, Cancellation)).Value);
    }

    [Fact]
    public async Task A_secret_that_was_taken_away_is_missing_once_its_time_has_passed()
    {
        await PutAsync(Name, Hush);
        await Source.GetAsync(Definition, Name, Cancellation);
        await RemoveAsync(Name);
        PassTime();

        Assert.False((await Source.GetAsync(Definition, Name, Cancellation)).Succeeded);
    }

    [Fact]
    public async Task Many_may_ask_at_once()
    {
        await PutAsync(Name, Hush);

        var secrets = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Source.GetAsync(Definition, Name, Cancellation)));

        Assert.All(secrets, secret => Assert.Equal(Hush, secret.Value));
    }

    [Fact]
    public async Task Whoever_gave_up_gets_no_answer()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Source.GetAsync(Definition, Name, cancelled.Token));
    }
}
