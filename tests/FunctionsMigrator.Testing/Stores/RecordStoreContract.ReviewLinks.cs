using System.Security.Cryptography;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Reviews;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Testing.Stores;

/// <summary>Links to reviews stand on conditional writes, so they are tried on every store.</summary>
public abstract partial class RecordStoreContract
{
    private static readonly DateTimeOffset At = new(2026, 11, 23, 9, 30, 15, TimeSpan.Zero);
    private static readonly ReviewLink Link = new("production-20261123-093015-1a2b3c4", Digest.Of("plan"), "bo", At.AddHours(72));

    [Fact]
    public async Task A_link_is_found_by_its_token_which_is_not_in_the_store()
    {
        var store = await CreateAsync();
        var links = new ReviewLinks(store, RandomNumberGenerator.GetBytes);

        var token = await links.CreateAsync(Link, Token);
        var other = await links.CreateAsync(Link with { Person = null }, Token);

        Assert.Equal((43, 43), (token.Length, other.Length));
        Assert.Equal(Link, await links.FindAsync(token, Token));
        Assert.Null((await links.FindAsync(other, Token))!.Person);
        var stored = await store.ListAsync(RunPartitions.ReviewLinks, "", Token).ToListAsync(Token);
        Assert.Equal(2, stored.Count);
        Assert.All(stored, record => Assert.DoesNotContain(token, record.Key + record.Value.GetRawText(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_no_token_of_the_store_finds_nothing_and_uses_nothing()
    {
        var links = new ReviewLinks(await CreateAsync(), RandomNumberGenerator.GetBytes);
        var token = await links.CreateAsync(Link, Token);

        string[] guesses = ["", "x", token[..42], token + "A", new string('A', 43), Digest.Of(token).Hex, "../" + token[3..], token[..42] + " ", token.ToUpperInvariant()];
        foreach (var guess in guesses.Where(guess => guess != token))
        {
            Assert.Null(await links.FindAsync(guess, Token));
            Assert.False(await links.UseAsync(guess, At, "bo", CommandKind.Approve, Token));
        }

        Assert.Null((await links.FindAsync(token, Token))!.UsedAt);
    }

    [Fact]
    public async Task Of_many_uses_of_a_link_at_once_one_wins()
    {
        var links = new ReviewLinks(await CreateAsync(), RandomNumberGenerator.GetBytes);
        var token = await links.CreateAsync(Link, Token);

        var won = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() => links.UseAsync(token, At.AddSeconds(n), $"p{n}", CommandKind.Approve, Token))));

        Assert.Single(won, use => use);
        var used = (await links.FindAsync(token, Token))!;
        var winner = Array.IndexOf(won, true);
        Assert.Equal((At.AddSeconds(winner), $"p{winner}", CommandKind.Approve), (used.UsedAt, used.UsedBy, used.UsedFor));
        Assert.False(await links.UseAsync(token, At.AddDays(1), "bo", CommandKind.Reject, Token));
    }

    [Fact]
    public async Task A_link_is_usable_again_only_after_the_use_that_was_refused_is_released()
    {
        var links = new ReviewLinks(await CreateAsync(), RandomNumberGenerator.GetBytes);
        var token = await links.CreateAsync(Link, Token);
        Assert.True(await links.UseAsync(token, At, "bo", CommandKind.Approve, Token));

        await links.ReleaseAsync(token, At.AddSeconds(1), Token);
        Assert.Equal(At, (await links.FindAsync(token, Token))!.UsedAt);
        await links.ReleaseAsync(token, At, Token);

        Assert.Equal(Link, await links.FindAsync(token, Token));
        Assert.True(await links.UseAsync(token, At.AddSeconds(2), "bo", CommandKind.Approve, Token));
    }
}
