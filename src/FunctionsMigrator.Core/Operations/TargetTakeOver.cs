using System.Globalization;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Operations;

/// <summary>Makes this store the owner of a target that another store owns, such as one that was lost. Items are not touched; the next plan compares them anew.</summary>
public sealed class TargetTakeOver(MigratorServices services)
{
    /// <summary>
    /// Writes it into the environment's audit, under an id of its own, and then claims the target over the other store's marker. Admin, with a reason.
    /// A target that is ours already is claimed once more, which changes nothing that matters.
    /// </summary>
    public async Task<Outcome<Claim>> TakeAsync(MetadataRepository repository, TargetAddress address, string reason, Caller caller, CancellationToken cancellation)
    {
        if (!caller.Has(AccessRole.Admin))
        {
            return AccessCodes.Forbidden.Fail<Claim>($"{caller.Name} has no role admin.");
        }

        var bound = await services.Desired.BindAsync(repository, address.Environment, cancellation);
        if (!bound.TryGet(out var bindings))
        {
            return bound.As<Claim>();
        }

        if (bindings.FirstOrDefault(candidate => candidate.Address == address) is not { } binding)
        {
            var known = bindings.Select(candidate => candidate.Address.ToString()).ToList();
            return TargetCodes.Unreachable.Fail<Claim>($"There is no target '{address}'.{DidYouMean.Hint(address.ToString(), known)} Known: {DidYouMean.List(known)}.", remedy: "Name a target as `fm plan` shows it.");
        }

        var opened = await services.TargetTypes[binding.Type].OpenAsync(binding, TargetAccess.Apply, cancellation);
        if (!opened.TryGet(out var target))
        {
            return opened.As<Claim>();
        }

        await using (target)
        {
            var recorded = await RecordAsync(address, reason, caller, cancellation);
            return recorded.TryGet(out var id) ? await target.ClaimAsync(new ClaimRequest(services.Store.Id, id, TakeOver: true), cancellation) : recorded.As<Claim>();
        }
    }

    private async Task<Outcome<string>> RecordAsync(TargetAddress address, string reason, Caller caller, CancellationToken cancellation)
    {
        var now = services.Time.GetUtcNow();
        var id = string.Create(CultureInfo.InvariantCulture, $"{address.Environment}-{now.UtcDateTime:yyyyMMdd-HHmmssfff}-takeover");
        var log = new AuditLog(services.Store.Blobs, services.Store.Records, services.Time);
        var entry = new AuditEntry(AuditEvents.TakeOver, AuditEvents.TakeOver, now, caller.Name)
        {
            Target = address,
            Details = new Dictionary<string, string> { [AuditDetails.Reason] = reason },
        };
        var appended = await log.AppendAsync(id, [entry], cancellation);
        if (!appended.Succeeded)
        {
            return appended.As<string>();
        }

        var sealedLink = await log.SealAsync(address.Environment, id, caller.Name, cancellation);
        return sealedLink.Succeeded ? Outcome.Of(id) : sealedLink.As<string>();
    }
}
