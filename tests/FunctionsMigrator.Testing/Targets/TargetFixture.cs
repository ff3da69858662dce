using System.Text;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Testing.Targets;

/// <summary>
/// What a type of target gives to its contract tests: an empty place of its own per test, and a way to change a target behind the product's back.
/// Derived contract classes state what must hold; a test class per type and kind derives them and fills in these members.
/// </summary>
public abstract class TargetFixture
{
    /// <summary>The store that owns targets in these tests.</summary>
    protected const string Store = "store-1";

    /// <summary>The run that writes in these tests.</summary>
    protected const string Run = "test-20261123-093015-1a2b3c4";

    private int _changes;

    /// <summary>The clock that types are given.</summary>
    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 9, 30, 15, TimeSpan.Zero));

    /// <summary>Ends with the test.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A target that does not exist yet and is made by the first claim.</summary>
    protected abstract TargetBinding Binding { get; }

    /// <summary>The slice that is written.</summary>
    protected abstract ResourceSlice Slice { get; }

    /// <summary>A new instance of the type over this test's place, as another process would have it.</summary>
    /// <param name="observer">Told of every durable write.</param>
    /// <param name="patience">How long it waits for another writer; the product's own patience by default.</param>
    protected abstract ITargetType Type(IDurableWriteObserver? observer = null, TimeSpan? patience = null);

    /// <summary>Whether anything of the target exists.</summary>
    protected abstract bool Exists();

    /// <summary>After the first claim: makes what items need, such as a table.</summary>
    protected virtual Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Opens the target.</summary>
    protected async Task<ITarget> OpenAsync(TargetAccess access = TargetAccess.Apply, IDurableWriteObserver? observer = null, TimeSpan? patience = null) =>
        Value(await Type(observer, patience).OpenAsync(Binding, access, Cancellation));

    /// <summary>Opens the target, claims it, and makes what items need.</summary>
    protected async Task<(ITarget Target, Claim Claim)> ClaimedAsync(IDurableWriteObserver? observer = null)
    {
        var target = await OpenAsync(observer: observer);
        var claim = await ClaimAsync(target);
        await PrepareAsync(Cancellation);
        return (target, claim);
    }

    /// <summary>Claims.</summary>
    protected static async Task<Claim> ClaimAsync(ITarget target, string run = Run) =>
        Value(await target.ClaimAsync(new ClaimRequest(Store, run), Cancellation));

    /// <summary>A change id that no other change of the test has.</summary>
    protected string NextChange() => Interlocked.Increment(ref _changes).ToString("D6");

    /// <summary>The value, or a failed test that shows the findings.</summary>
    protected static T Value<T>(Outcome<T> outcome)
    {
        Assert.True(outcome.Succeeded, string.Join(Environment.NewLine, outcome.Findings));
        return outcome.Value;
    }

    /// <summary>The one finding of a failure: with the code expected, the target's address and a remedy.</summary>
    protected Finding Failure<T>(FailureCode code, Outcome<T> outcome)
    {
        Assert.False(outcome.Succeeded, $"{code.Code} was expected.");
        var finding = Assert.Single(outcome.Findings);
        Assert.Equal(code.Code, finding.Code);
        Assert.Equal(Binding.Address.ToString(), finding.Target);
        Assert.NotEmpty(finding.Remedy);
        return finding;
    }

    /// <summary>Keys and contents of a slice, as text.</summary>
    protected static async Task<IReadOnlyList<(string Key, string Content)>> ReadAllAsync(ITarget target, ResourceSlice slice)
    {
        var items = new List<(string, string)>();
        await foreach (var item in target.ReadAsync(slice, Cancellation))
        {
            var bytes = await item.Content.ReadAsync(Cancellation);
            Assert.Equal(item.Checksum, Digest.Of(bytes.Span));
            items.Add((item.Key, Encoding.UTF8.GetString(bytes.Span)));
        }

        return items;
    }

    /// <summary>The fingerprint of the whole target with the slice of this test.</summary>
    protected async Task<Fingerprint> FingerprintAsync(ITarget target) =>
        Value(await target.FingerprintAsync(new FingerprintScope([Slice], Slice.Table is { } table ? [table.Table] : []), Cancellation));
}
