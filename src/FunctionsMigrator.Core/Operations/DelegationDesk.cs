using System.Globalization;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Decisions;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Operations;

/// <summary>
/// Takes delegations, from the person who delegates and nobody else. Whether one counts is decided by every run anew, by the People that decide that run: what stands here gives
/// nobody a role.
/// </summary>
internal sealed class DelegationDesk(MigratorServices services)
{
    /// <summary>Chains of delegations, which are about no environment, are linked under this name.</summary>
    public const string Chain = "delegations";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);
    private readonly Delegations _delegations = new(services.Store.Records);
    private readonly IDecisionSigner _signer = services.Signer ?? new StoreDecisionSigner(services.Store);
    private readonly AuditLog _audit = new(services.Store.Blobs, services.Store.Records, services.Time);

    /// <summary>Stores a delegation; <c>POL125</c> says why it is not possible.</summary>
    public async Task<Outcome<Delegation>> TakeAsync(DelegateRequest request, Caller caller, CancellationToken cancellation)
    {
        var known = await PeopleAsync(cancellation);
        var found = known.Select(people => (Persons: people, Person: people.ByKey(caller.Name))).Where(pair => pair.Person is not null).ToList();
        if (WhyNot(request, caller, found) is { } why)
        {
            return PolicyCodes.BadDelegation.Fail<Delegation>(why);
        }

        var (now, person) = (services.Time.GetUtcNow(), found[0].Person!);
        var revoked = request.Revokes is null ? null : (await _delegations.ListAsync(cancellation)).FirstOrDefault(one => one.Number == request.Revokes && found.Any(pair => pair.Person == one.Person));
        if (request.Revokes is { } wanted && revoked is null)
        {
            return PolicyCodes.BadDelegation.Fail<Delegation>($"{caller.Name} has no delegation {wanted}");
        }

        Finding? unsigned = null;
        var stored = await _delegations.AppendAsync(
            async number =>
            {
                var delegation = revoked is null
                    ? new Delegation(number, person, request.To, request.From.ToUniversalTime(), request.Until.ToUniversalTime(), request.Role, caller.Name, now, request.Reason)
                    : revoked with { Number = number, From = now, Until = now, By = caller.Name, At = now, Reason = request.Reason, Revokes = revoked.Number, Signature = null };
                var decision = new Decision(Chain, number, CommandKind.Delegate, null, caller.Name, person, now, delegation.Terms, request.Reason is { } reason ? Digest.Of(reason) : null);
                var signature = await _signer.SignAsync(decision, cancellation);
                unsigned = signature.Succeeded ? null : signature.Findings[0];
                return signature.Succeeded ? delegation with { Signature = signature.Value } : null;
            },
            cancellation);
        return stored is null
            ? Outcome.Fail<Delegation>(unsigned!)
            : await RecordAsync(stored, cancellation) is { } unwritten ? Outcome.Fail<Delegation>(unwritten) : Outcome.Of(stored);
    }

    private static string? WhyNot(DelegateRequest request, Caller caller, List<(Persons Persons, string? Person)> found) => request switch
    {
        _ when found.Count == 0 => $"{caller.Name} is nobody in the People of any environment that has completed a run",
        _ when request.Revokes is not null => null,
        _ when request.Until <= request.From => "it ends before it begins",
        _ when request.Until - request.From > Longest => "it lasts longer than a year; give the role in People instead",
        _ when found.All(pair => pair.Person == request.To) => "nobody delegates to themselves",
        _ when !found.Any(pair => pair.Persons.Names.Contains(request.To)) => $"{request.To} is nobody in People",
        _ when request.Role is { } role && !found.Any(pair => pair.Persons.Roles(pair.Person!).Contains(role)) => $"{found[0].Person} does not hold the role {role}",
        _ => null,
    };

    // People as they decide the runs of each environment now.
    private async Task<List<Persons>> PeopleAsync(CancellationToken cancellation)
    {
        var people = new List<Persons>();
        await foreach (var stored in services.Store.Records.ListAsync(RunPartitions.Environments, "", cancellation))
        {
            people.Add(new Persons((await Rules.OfAsync(services.Store.Blobs, stored.Read<GoodRun>().Policy, null, cancellation)).People));
        }

        return people;
    }

    private async Task<Finding?> RecordAsync(Delegation delegation, CancellationToken cancellation)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{Chain}-{delegation.Number:D6}");
        var details = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["person"] = delegation.Person,
            ["what"] = delegation.Terms,
            ["number"] = delegation.Number.ToString(CultureInfo.InvariantCulture),
            ["signature"] = delegation.Signature!,
        };
        if (delegation.Reason is { } reason)
        {
            details[AuditDetails.Reason] = reason;
        }

        var appended = await _audit.AppendAsync(id, [new AuditEntry(AuditEvents.Delegated, AuditEvents.Delegated, delegation.At, delegation.By) { Details = details }], cancellation);
        var sealedLink = appended.Succeeded ? await _audit.SealAsync(Chain, id, delegation.By, cancellation) : appended.As<AuditLink>();
        return sealedLink.Succeeded ? null : sealedLink.Findings[0];
    }
}
