using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets;

/// <summary>What markers and claims say to each other, for every type of target. The address is added by the target.</summary>
internal static class Claims
{
    /// <summary>Whether the claim is the highest one.</summary>
    public static bool Holds(TargetMarker? marker, Claim claim) => marker is not null && marker.Store == claim.Store && marker.Claim == claim.Number;

    public static Finding Lost(TargetMarker? marker, Claim claim) => TargetCodes.ClaimLost.Finding(marker is null
        ? $"Claim {claim.Number} of run {claim.Run} stands on a marker that is gone; nothing was written."
        : $"Claim {claim.Number} of run {claim.Run} was overtaken by claim {marker.Claim} of run {marker.Run}; nothing was written.");

    public static Finding OtherStore(TargetMarker marker, ClaimRequest request) => TargetCodes.OtherStore.Finding(
        $"The target belongs to store {marker.Store} (claim {marker.Claim}, run {marker.Run}); this is store {request.Store}.");
}
