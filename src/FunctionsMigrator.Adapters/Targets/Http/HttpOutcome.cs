using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Http;

/// <summary>What the target and its double answer alike.</summary>
internal static class HttpOutcome
{
    public static async Task<Outcome<T>> TryAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return Outcome.Of(await work());
        }
        catch (TargetException exception)
        {
            return Outcome.Fail<T>(exception.Finding);
        }
    }

    public static Outcome<T> NoSql<T>(HttpPlace place) => TargetCodes.NoSql.Fail<T>($"Type {HttpTargetType.TypeName} has no SQL.", target: place.Address.ToString());

    /// <summary>Over the resources that the slices name: there is no other structure.</summary>
    public static Task<Outcome<Fingerprint>> FingerprintAsync(ITarget target, FingerprintScope scope, CancellationToken cancellation) => TryAsync(async () =>
    {
        using var content = new FingerprintHash();
        foreach (var slice in scope.Slices.OrderBy(slice => slice.Collection, Utf8Order.Instance).ThenBy(slice => slice.Resource, Utf8Order.Instance))
        {
            content.Add(slice.Resource);
            await foreach (var item in target.ReadAsync(slice, cancellation).WithCancellation(cancellation))
            {
                content.Add(item.Key);
                content.Add(item.Checksum.Hex);
            }
        }

        return new Fingerprint(Digest.Of([]), content.End(), Complete: true);
    });
}
