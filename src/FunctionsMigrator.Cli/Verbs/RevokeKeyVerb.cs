using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm login revoke</c>.</summary>
internal sealed class RevokeKeyVerb : KeyVerb
{
    private readonly Argument<string> _name = new("name") { HelpName = "NAME", Description = "Name of the holder." };
    private readonly Option<string?> _id = new("--id") { HelpName = "ID", Description = "Only the key with this id, as `fm login list` shows it. Default: all keys of the name." };

    public RevokeKeyVerb()
        : base("revoke", "Take back the keys of a name, at once.")
    {
        Examples = [new("fm login revoke kim", "All of kim's keys; the name stays taken, since it stands in audits.")];
        Add(_name);
        Add(_id);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsAdminAsync(Call call, LocalHost host, CancellationToken cancellation)
    {
        var revoked = await host.Keys.RevokeAsync(call.Get(_name)!, call.Get(_id), cancellation);
        if (!revoked.TryGet(out var holder))
        {
            return call.Fail(revoked.Findings);
        }

        var now = call.Session.Time.GetUtcNow();
        var valid = holder.Keys.Count(key => key.IsValid(now));
        call.Output.Line($"revoked; {holder.Name} has {(valid == 0 ? "no valid key" : PlanWords.Count(valid, "valid key"))}");
        call.Output.Document(new KeyListDocument([.. holder.Keys.Select(key => new KeyView(holder.Name, holder.Roles, key.Id, key.IsValid(now), key.CreatedAt, key.ExpiresAt, key.RevokedAt))]));
        return ExitCode.Done;
    }
}
