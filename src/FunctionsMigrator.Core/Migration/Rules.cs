using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Migration;

/// <summary>The policy and the people that decide a run: those of the last good run of its environment, which the change itself cannot weaken.</summary>
/// <param name="Policy">The policy; one that asks for nothing where the environment names none.</param>
/// <param name="People">The people.</param>
internal sealed record Rules(PolicyDocument Policy, PeopleDocument? People)
{
    /// <summary>Keeps the policies and people of a commit under their digest, so that later runs can be decided by them.</summary>
    public static Task StoreAsync(IBlobStore blobs, Digest policy, MetadataRepository repository, CancellationToken cancellation) =>
        blobs.TryCreateJsonAsync(BlobArea.Bundles, Blob(policy), new StoredRules(repository.Policies, repository.People), cancellation);

    /// <summary>Reads them; a policy that did not exist then is <c>POL140</c>.</summary>
    public static async Task<Outcome<Rules>> OfAsync(IBlobStore blobs, RunMetadata metadata, RunRecord run, CancellationToken cancellation)
    {
        var present = await metadata.OfAsync(run, cancellation);
        var name = present.Environments[run.Environment].Policy;
        var rules = await blobs.ReadJsonAsync<StoredRules>(BlobArea.Bundles, Blob(run.RulesFrom!.Value), cancellation)
            ?? throw new InvalidOperationException($"The rules {run.RulesFrom} of run {run.Id} are not in the store.");
        if (name is null)
        {
            return Outcome.Of(new Rules(new PolicyDocument { Name = "none" }, rules.People));
        }

        return rules.Policies.TryGetValue(name, out var policy)
            ? Outcome.Of(new Rules(policy, rules.People))
            : PolicyCodes.NoPolicy.Fail<Rules>($"Environment {run.Environment} names policy '{name}', which the last good run did not have.");
    }

    private static string Blob(Digest policy) => $"rules/{policy}";

    private sealed record StoredRules(IReadOnlyDictionary<string, PolicyDocument> Policies, PeopleDocument? People);
}
