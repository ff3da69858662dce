using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Access;

/// <summary>API keys: made, rotated, revoked, listed and verified. A key is shown when it is made and never again.</summary>
/// <param name="records">The store.</param>
/// <param name="time">The clock.</param>
/// <param name="random">Answers that many random bytes: <c>RandomNumberGenerator.GetBytes</c>.</param>
public sealed class ApiKeys(IRecordStore records, TimeProvider time, Func<int, byte[]> random)
{
    /// <summary>How long a key is valid when nothing is said.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(90);

    /// <summary>The longest lifetime.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(366);

    /// <summary>How long the old key stays valid after a rotation when nothing is said.</summary>
    public static readonly TimeSpan DefaultOverlap = TimeSpan.FromDays(7);

    // Part of the store's format.
    private const string Partition = "api-keys";
    private const int MostKept = 20;
    private static readonly TimeSpan ShortestLifetime = TimeSpan.FromMinutes(1);

    /// <summary>Makes the first key of a new name. <c>ACC004</c>: the name is or was in use; <c>ACC006</c>: name, roles or lifetime are no good.</summary>
    public async Task<Outcome<NewApiKey>> CreateAsync(
        string name, IReadOnlyCollection<AccessRole> roles, TimeSpan? lifetime, CancellationToken cancellation)
    {
        if (Problem(name, roles, lifetime) is { } problem)
        {
            return Outcome.Fail<NewApiKey>(problem);
        }

        var (secret, key) = Make(name, lifetime);
        var holder = new ApiKeyHolder(name, [.. roles.Distinct().Order()], [key]);
        return await records.TryCreateAsync(Partition, name, holder, cancellation) is null
            ? AccessCodes.NameTaken.Fail<NewApiKey>($"A key named '{name}' exists or existed; its name stands in audits.")
            : Outcome.Of(new NewApiKey(secret, holder));
    }

    /// <summary>
    /// Makes a second key of a name; the first stays valid for the overlap at most. <c>ACC005</c>: no such name; <c>ACC007</c>: two are valid already.
    /// </summary>
    public async Task<Outcome<NewApiKey>> RotateAsync(string name, TimeSpan? lifetime, TimeSpan? overlap, CancellationToken cancellation)
    {
        if (Problem(name, [AccessRole.Reader], lifetime) is { } problem)
        {
            return Outcome.Fail<NewApiKey>(problem);
        }

        var (secret, key) = Make(name, lifetime);
        var until = key.CreatedAt + (overlap is { } given && given > TimeSpan.Zero ? given : overlap is null ? DefaultOverlap : TimeSpan.Zero);
        var changed = await ChangeAsync(
            name,
            holder => holder.Keys.Count(other => other.IsValid(key.CreatedAt)) > 1
                ? AccessCodes.TwoValid.Fail<ApiKeyHolder>($"Two keys of '{name}' are valid: {string.Join(", ", holder.Keys.Where(other => other.IsValid(key.CreatedAt)).Select(other => other.Id))}.")
                : Outcome.Of(holder with { Keys = [.. holder.Keys.Select(other => Shortened(other, until)).TakeLast(MostKept - 1), key] }),
            cancellation);
        return changed.TryGet(out var stored) ? Outcome.Of(new NewApiKey(secret, stored)) : changed.As<NewApiKey>();
    }

    /// <summary>Takes back one key by its id, or all of a name. Again, it changes nothing. <c>ACC005</c>: there is no such name or id.</summary>
    public Task<Outcome<ApiKeyHolder>> RevokeAsync(string name, string? id, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return ChangeAsync(
            name,
            holder => id is not null && holder.Keys.All(key => key.Id != id)
                ? AccessCodes.UnknownName.Fail<ApiKeyHolder>($"'{name}' has no key {id}; it has {string.Join(", ", holder.Keys.Select(key => key.Id))}.")
                : Outcome.Of(holder with
                {
                    Keys = [.. holder.Keys.Select(key => key.RevokedAt is null && (id is null || key.Id == id) ? key with { RevokedAt = now } : key)],
                }),
            cancellation);
    }

    /// <summary>All names with their keys, without secrets, in the order of the names.</summary>
    public async IAsyncEnumerable<ApiKeyHolder> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var stored in records.ListAsync(Partition, "", cancellation))
        {
            yield return stored.Read<ApiKeyHolder>();
        }
    }

    /// <summary>
    /// Who presents the key. <c>ACC001</c> for everything that is not exactly a key of this store; who holds the right key is told that it expired (<c>ACC002</c>)
    /// or was revoked (<c>ACC003</c>). The time it takes does not tell how much of a key was right. No answer repeats the text.
    /// </summary>
    public async Task<Outcome<Caller>> VerifyAsync(string presented, CancellationToken cancellation)
    {
        var name = ApiKeyText.NameIn(presented);
        var holder = name is null ? null : (await records.GetAsync(Partition, name, cancellation))?.Read<ApiKeyHolder>();
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(name is null ? "" : presented));
        ApiKey? found = null;
        foreach (var key in holder?.Keys ?? [])
        {
            if (CryptographicOperations.FixedTimeEquals(hash, Convert.FromHexString(key.Hash.Hex)))
            {
                found = key;
            }
        }

        return holder is null || found is null ? AccessCodes.UnknownKey.Fail<Caller>("What was presented is no API key of this store.") : Standing(holder, found);
    }

    /// <summary>
    /// Whom a key that was verified before stands for now: the roles as they are now, or the same refusals as <see cref="VerifyAsync"/>. For sessions that a key opened.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="id">Which of its keys it was.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<Outcome<Caller>> RecallAsync(string name, string id, CancellationToken cancellation)
    {
        var holder = ApiKeyText.IsName(name) ? (await records.GetAsync(Partition, name, cancellation))?.Read<ApiKeyHolder>() : null;
        return holder?.Keys.FirstOrDefault(key => key.Id == id) is { } found
            ? Standing(holder, found)
            : AccessCodes.UnknownKey.Fail<Caller>("The key that was presented is no API key of this store any more.");
    }

    private Outcome<Caller> Standing(ApiKeyHolder holder, ApiKey key)
    {
        if (key.RevokedAt is { } revoked)
        {
            return AccessCodes.Revoked.Fail<Caller>($"Key {key.Id} of '{holder.Name}' was revoked {revoked:u}.");
        }

        return key.IsValid(time.GetUtcNow())
            ? Outcome.Of(new Caller(holder.Name, holder.Roles.ToHashSet(), "api-key") { Credential = key.Id })
            : AccessCodes.Expired.Fail<Caller>($"Key {key.Id} of '{holder.Name}' expired {key.ExpiresAt:u}.");
    }

    private static ApiKey Shortened(ApiKey key, DateTimeOffset until) => key.ExpiresAt > until ? key with { ExpiresAt = until } : key;

    private static Finding? Problem(string name, IReadOnlyCollection<AccessRole> roles, TimeSpan? lifetime)
    {
        if (!ApiKeyText.IsName(name))
        {
            return AccessCodes.BadRequest.Finding($"'{name}' is no name of a key; expected 1 to {ApiKeyText.LongestName} lower-case letters, digits, '.', '_' and '-'.");
        }

        if (roles.Count == 0 || roles.Any(role => !Enum.IsDefined(role)))
        {
            return AccessCodes.BadRequest.Finding($"A key of '{name}' needs at least one of the roles reader, operator, approver and admin.");
        }

        return lifetime is { } given && (given < ShortestLifetime || given > LongestLifetime)
            ? AccessCodes.BadRequest.Finding($"A key of '{name}' cannot be valid for {given}; expected one minute to {LongestLifetime.TotalDays} days.")
            : null;
    }

    private (string Secret, ApiKey Key) Make(string name, TimeSpan? lifetime)
    {
        var bytes = random(ApiKeyText.SecretBytes);
        if (bytes.Length != ApiKeyText.SecretBytes)
        {
            throw new InvalidOperationException($"The source of random bytes answered {bytes.Length} instead of {ApiKeyText.SecretBytes}.");
        }

        var secret = ApiKeyText.Write(name, bytes);
        var hash = Digest.Of(secret);
        var now = time.GetUtcNow();
        return (secret, new ApiKey(hash.Hex[..12], hash, now, now + (lifetime ?? DefaultLifetime)));
    }

    private async Task<Outcome<ApiKeyHolder>> ChangeAsync(string name, Func<ApiKeyHolder, Outcome<ApiKeyHolder>> change, CancellationToken cancellation)
    {
        while (true)
        {
            var stored = ApiKeyText.IsName(name) ? await records.GetAsync(Partition, name, cancellation) : null;
            if (stored is null)
            {
                return AccessCodes.UnknownName.Fail<ApiKeyHolder>($"There is no key named '{name}'.");
            }

            var changed = change(stored.Read<ApiKeyHolder>());
            if (!changed.TryGet(out var next) || await records.TryReplaceAsync(Partition, name, next, stored.ETag, cancellation) is not null)
            {
                return changed;
            }
        }
    }
}
