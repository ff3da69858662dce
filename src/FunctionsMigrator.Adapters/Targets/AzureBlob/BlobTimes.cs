namespace FunctionsMigrator.Adapters.Targets.AzureBlob;

/// <summary>
/// The limits of time that keep a writer from writing after it was overtaken. A writer announces itself in the marker, and again when <see cref="Announced"/> has passed; each
/// write begins while an announcement stands and ends within <see cref="Write"/>. A claimant waits until <see cref="Until"/> after the last announcement.
/// </summary>
/// <param name="Announced">How long writes may begin after an announcement.</param>
/// <param name="Write">The hard limit of one write.</param>
/// <param name="Grace">For what is on its way when a write is given up.</param>
/// <param name="Patience">How long a claimant waits altogether before it answers <c>TGT005</c>.</param>
internal sealed record BlobTimes(TimeSpan Announced, TimeSpan Write, TimeSpan Grace, TimeSpan Patience)
{
    /// <summary>The times of the product.</summary>
    public static readonly BlobTimes Default = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(150));

    /// <summary>How long a silent writer could still write.</summary>
    public TimeSpan Until => Announced + Write + Grace;
}
