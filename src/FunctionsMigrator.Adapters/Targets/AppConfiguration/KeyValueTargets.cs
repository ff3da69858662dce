using FunctionsMigrator.Adapters.Targets.Azure;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AppConfiguration;

/// <summary>Opens the key-values of a label; scratch copies are key-values of labels of their own.</summary>
internal sealed class KeyValueTargets(ISecretSource secrets, AppConfigurationOptions options) : RemoteTargets<AppConfigurationPlace, KeyValueService>
{
    public override Outcome<AppConfigurationPlace> Read(TargetBinding binding) => AppConfigurationPlace.Read(binding);

    protected override Task<Outcome<KeyValueService>> ConnectAsync(TargetBinding binding, AppConfigurationPlace place, TargetAccess access, CancellationToken cancellation) =>
        place.ConnectAsync(secrets, options, access, cancellation);

    protected override ITarget Make(TargetBinding binding, AppConfigurationPlace place, KeyValueService client, TargetAccess access) =>
        new AppConfigurationTarget(binding, place, client, access, options);

    protected override IEnumerable<AppConfigurationPlace> ScratchPlaces(TargetBinding live, AppConfigurationPlace place, string run) => [place.ForScratch(run)];

    protected override async Task<bool> TryMakeEmptyAsync(AppConfigurationPlace scratch, KeyValueService client, CancellationToken cancellation)
    {
        await KeyValueScratch.DropAsync(scratch, client, cancellation);
        return true;
    }

    protected override Task CopyAsync(
        TargetBinding live, AppConfigurationPlace place, KeyValueService from, AppConfigurationPlace scratch, KeyValueService to, IReadOnlyList<ResourceSlice> slices, CancellationToken cancellation) =>
        KeyValueScratch.CopyAsync(live, place, from, scratch, to, slices, cancellation);

    protected override Task DropAsync(AppConfigurationPlace scratch, KeyValueService client, CancellationToken cancellation) => KeyValueScratch.DropAsync(scratch, client, cancellation);

    protected override Finding? Explain(Exception exception, TargetBinding binding, KeyValueService client) => client.Explain(exception);
}
