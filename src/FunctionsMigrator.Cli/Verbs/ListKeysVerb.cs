using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Following;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm login list</c>.</summary>
internal sealed class ListKeysVerb : KeyVerb
{
    public ListKeysVerb()
        : base("list", "List who has keys, with their roles and how long they are valid. Keys themselves are stored nowhere.") =>
        Examples = [new("fm login list", "All names, also those whose keys were revoked: they stand in audits.")];

    /// <inheritdoc/>
    protected override async Task<int> RunAsAdminAsync(Call call, LocalHost host, CancellationToken cancellation)
    {
        var now = call.Session.Time.GetUtcNow();
        var keys = new List<KeyView>();
        await foreach (var holder in host.Keys.ListAsync(cancellation))
        {
            keys.AddRange(holder.Keys.Select(key => new KeyView(holder.Name, holder.Roles, key.Id, key.IsValid(now), key.CreatedAt, key.ExpiresAt, key.RevokedAt)));
        }

        Show(call.Output, keys);
        call.Output.Document(new KeyListDocument(keys));
        return ExitCode.Done;
    }

    private static void Show(Output output, List<KeyView> keys)
    {
        if (keys.Count == 0)
        {
            output.Line("no keys");
            return;
        }

        var table = new TextTable("name", "roles", "id", "state");
        foreach (var key in keys)
        {
            var state = key.RevokedAt is { } revoked ? $"revoked {RunWords.Time(revoked)}" : $"{(key.Valid ? "valid until" : "expired")} {RunWords.Time(key.ExpiresAt)}";
            table.Add((key.Name, Tone.Strong), (KeyWords.Roles(key.Roles), Tone.Plain), (key.Id, Tone.Plain), (state, key.Valid ? Tone.Plain : Tone.Faint));
        }

        table.Print(output);
    }
}

/// <summary>One key in <c>fm login list</c>.</summary>
internal sealed record KeyView(
    string Name, IReadOnlyList<AccessRole> Roles, string Id, bool Valid, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt);

/// <summary>What <c>fm login list --json</c> prints.</summary>
internal sealed record KeyListDocument(IReadOnlyList<KeyView> Keys);
