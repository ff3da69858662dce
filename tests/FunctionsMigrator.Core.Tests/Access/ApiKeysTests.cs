using System.Security.Cryptography;
using FunctionsMigrator.Core.Access;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Core.Tests.Access;

public sealed class ApiKeysTests
{
    private readonly InMemoryRecordStore _records = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 30, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ApiKeys Keys => new(_records, _time, RandomNumberGenerator.GetBytes);

    [Fact]
    public async Task A_key_opens_what_its_roles_allow_under_its_name()
    {
        var made = await CreateAsync("bo", AccessRole.Approver, AccessRole.Operator);

        var caller = (await Keys.VerifyAsync(made.Secret, Token)).Value;

        Assert.Matches("^fm_bo_[A-Za-z0-9_-]{43}$", made.Secret);
        Assert.Equal(("bo", "api-key"), (caller.Name, caller.Method));
        Assert.True(caller.Has(AccessRole.Approver) && caller.Has(AccessRole.Operator) && caller.Has(AccessRole.Reader));
        Assert.False(caller.Has(AccessRole.Admin));
    }

    [Fact]
    public async Task Neither_the_store_nor_any_text_holds_the_key()
    {
        var made = await CreateAsync("bo", AccessRole.Reader);
        var secret = made.Secret["fm_bo_".Length..];

        var stored = await _records.GetAsync("api-keys", "bo", Token);

        Assert.DoesNotContain(secret, stored!.Value.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, made.ToString(), StringComparison.Ordinal);
        Assert.Equal(Digest.Of(made.Secret), stored.Read<ApiKeyHolder>().Keys[0].Hash);
        var listed = Assert.Single(await Keys.ListAsync(Token).ToListAsync(Token));
        Assert.Equal(made.Holder.Keys[0].Id, listed.Keys[0].Id);
    }

    [Fact]
    public async Task A_name_may_hold_what_parts_a_key()
    {
        foreach (var name in new[] { "a_b", "fm_x", "a__", "0.a-b_" })
        {
            Assert.Equal(name, (await Keys.VerifyAsync((await CreateAsync(name, AccessRole.Reader)).Secret, Token)).Value.Name);
        }
    }

    [Fact]
    public async Task Every_text_that_is_not_exactly_a_key_is_unknown_and_not_repeated()
    {
        var bo = (await CreateAsync("bo", AccessRole.Admin)).Secret;
        var ada = (await CreateAsync("ada", AccessRole.Reader)).Secret;
        string[] wrong =
        [
            "", "fm_", "fm_bo_", bo[..^1], bo + "A", " " + bo, bo + "\n", bo.ToUpperInvariant(), "fm_bo_" + ada["fm_ada_".Length..], "fm_eve_" + bo["fm_bo_".Length..],
            "fm__" + bo["fm_bo_".Length..], "bo" + bo[5..], bo[..^1] + (bo[^1] == 'A' ? 'E' : 'A'), new string('x', 100_000), "fm_\uD800_" + bo["fm_bo_".Length..],
            bo.Replace('_', '-'), "fm_bo_" + new string('A', 43),
        ];

        foreach (var text in wrong)
        {
            var refused = await Keys.VerifyAsync(text, Token);
            Assert.Equal("ACC001", Assert.Single(refused.Findings).Code);
            Assert.DoesNotContain(bo["fm_bo_".Length..], refused.Findings[0].ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_key_is_valid_until_its_instant_and_not_at_it()
    {
        var key = (await Keys.CreateAsync("bo", [AccessRole.Reader], TimeSpan.FromHours(1), Token)).Value.Secret;

        _time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.True((await Keys.VerifyAsync(key, Token)).Succeeded);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("ACC002", (await Keys.VerifyAsync(key, Token)).Findings[0].Code);
    }

    [Fact]
    public async Task Rotation_keeps_both_keys_valid_for_the_overlap()
    {
        var old = (await CreateAsync("bo", AccessRole.Operator)).Secret;

        var fresh = (await Keys.RotateAsync("bo", null, TimeSpan.FromHours(2), Token)).Value.Secret;

        Assert.NotEqual(old, fresh);
        Assert.True((await Keys.VerifyAsync(old, Token)).Succeeded);
        Assert.True((await Keys.VerifyAsync(fresh, Token)).Value.Has(AccessRole.Operator));
        Assert.Equal("ACC007", (await Keys.RotateAsync("bo", null, null, Token)).Findings[0].Code);
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal("ACC002", (await Keys.VerifyAsync(old, Token)).Findings[0].Code);
        Assert.True((await Keys.VerifyAsync(fresh, Token)).Succeeded);
        Assert.True((await Keys.RotateAsync("bo", null, TimeSpan.Zero, Token)).Succeeded);
        Assert.Equal("ACC002", (await Keys.VerifyAsync(fresh, Token)).Findings[0].Code);
    }

    [Fact]
    public async Task Rotation_never_makes_an_old_key_last_longer()
    {
        var old = (await Keys.CreateAsync("bo", [AccessRole.Reader], TimeSpan.FromHours(1), Token)).Value;

        var holder = (await Keys.RotateAsync("bo", null, TimeSpan.FromDays(30), Token)).Value.Holder;

        Assert.Equal(old.Holder.Keys[0].ExpiresAt, holder.Keys[0].ExpiresAt);
    }

    [Fact]
    public async Task Of_rotations_at_once_at_most_one_leaves_two_valid_keys()
    {
        await CreateAsync("bo", AccessRole.Reader);

        var rotated = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Keys.RotateAsync("bo", null, null, Token), Token)));

        Assert.Single(rotated, outcome => outcome.Succeeded);
        Assert.All(rotated.Where(outcome => !outcome.Succeeded), outcome => Assert.Equal("ACC007", outcome.Findings[0].Code));
    }

    [Fact]
    public async Task A_revoked_key_opens_nothing_at_once_and_the_other_one_stays()
    {
        var old = await CreateAsync("bo", AccessRole.Reader);
        var fresh = (await Keys.RotateAsync("bo", null, null, Token)).Value.Secret;

        await Keys.RevokeAsync("bo", old.Holder.Keys[0].Id, Token);

        Assert.Equal("ACC003", (await Keys.VerifyAsync(old.Secret, Token)).Findings[0].Code);
        Assert.True((await Keys.VerifyAsync(fresh, Token)).Succeeded);
        var revoked = (await Keys.RevokeAsync("bo", null, Token)).Value;
        Assert.Equal("ACC003", (await Keys.VerifyAsync(fresh, Token)).Findings[0].Code);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(revoked.Keys, (await Keys.RevokeAsync("bo", null, Token)).Value.Keys);
    }

    [Fact]
    public async Task A_name_is_never_given_again()
    {
        await CreateAsync("bo", AccessRole.Reader);
        await Keys.RevokeAsync("bo", null, Token);

        Assert.Equal("ACC004", (await Keys.CreateAsync("bo", [AccessRole.Admin], null, Token)).Findings[0].Code);
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_rotated_or_revoked()
    {
        await CreateAsync("bo", AccessRole.Reader);

        Assert.Equal("ACC005", (await Keys.RotateAsync("eve", null, null, Token)).Findings[0].Code);
        Assert.Equal("ACC005", (await Keys.RevokeAsync("eve", null, Token)).Findings[0].Code);
        Assert.Equal("ACC005", (await Keys.RevokeAsync("bo", "000000000000", Token)).Findings[0].Code);
        Assert.Equal("ACC005", (await Keys.RevokeAsync("", null, Token)).Findings[0].Code);
    }

    [Theory]
    [InlineData("", 60)]
    [InlineData("Bo", 60)]
    [InlineData("-bo", 60)]
    [InlineData("b o", 60)]
    [InlineData("b/o", 60)]
    [InlineData("bo", 59)]
    [InlineData("bo", 0)]
    [InlineData("bo", -60)]
    [InlineData("bo", (366 * 86_400) + 1)]
    public async Task A_name_or_lifetime_that_is_no_good_is_refused(string name, int seconds)
    {
        var refused = await Keys.CreateAsync(name, [AccessRole.Reader], TimeSpan.FromSeconds(seconds), Token);

        Assert.Equal("ACC006", Assert.Single(refused.Findings).Code);
        Assert.Empty(await Keys.ListAsync(Token).ToListAsync(Token));
    }

    [Fact]
    public async Task A_key_without_a_role_is_refused()
    {
        Assert.Equal("ACC006", (await Keys.CreateAsync("bo", [], null, Token)).Findings[0].Code);
        Assert.Equal("ACC006", (await Keys.CreateAsync("bo", [(AccessRole)9], null, Token)).Findings[0].Code);
    }

    private async Task<NewApiKey> CreateAsync(string name, params AccessRole[] roles) => (await Keys.CreateAsync(name, roles, null, Token)).Value;
}
