using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Migration;

/// <summary>The policy and the people that decide a run: those of the last good run of its environment, which the change itself cannot weaken.</summary>
/// <param name="Policy">The policy; one that asks for nothing where the environment names none.</param>
/// <param name="People">The people.</param>
internal sealed record Rules(PolicyDocument Policy, PeopleDocument? People)
{
    /// <summary>Files of all policies and people of the last good run.</summary>
    public IReadOnlyList<string> Files { get; private init; } = [];

    /// <summary>Keeps the policies and people of a commit under their digest, so that later runs can be decided by them.</summary>
    public static Task StoreAsync(IBlobStore blobs, Digest policy, MetadataRepository repository, CancellationToken cancellation) =>
        blobs.TryCreateJsonAsync(BlobArea.Bundles, Blob(policy), new StoredRules(repository.Policies, repository.People), cancellation);

    /// <summary>Reads the rules that the run noted when it began.</summary>
    public static Task<Rules> OfAsync(IBlobStore blobs, RunRecord run, CancellationToken cancellation) => OfAsync(blobs, run.RulesFrom!.Value, run.RulesPolicy, cancellation);

    /// <summary>Reads the rules of a digest, with the policy of that name.</summary>
    public static async Task<Rules> OfAsync(IBlobStore blobs, Digest digest, string? policy, CancellationToken cancellation)
    {
        var rules = await blobs.ReadJsonAsync<StoredRules>(BlobArea.Bundles, Blob(digest), cancellation)
            ?? throw new InvalidOperationException($"The rules {digest} are not in the store.");
        return Of(rules, policy);
    }

    /// <summary>The rules that a repository states itself: they decide the first run of an environment.</summary>
    public static Rules Of(MetadataRepository repository, string? policy) => Of(new StoredRules(repository.Policies, repository.People), policy);

    private static Rules Of(StoredRules rules, string? policy) => new(policy is null ? new PolicyDocument { Name = "none" } : rules.Policies[policy], rules.People)
    {
        Files = [.. rules.Policies.Values.Select(document => document.Place.File).Append(rules.People?.Place.File).OfType<string>()],
    };

    private static string Blob(Digest policy) => $"rules/{policy}";

    private sealed record StoredRules(IReadOnlyDictionary<string, PolicyDocument> Policies, PeopleDocument? People);
}
