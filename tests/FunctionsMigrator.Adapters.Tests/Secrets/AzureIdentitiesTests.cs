using Azure.Identity;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Tests.Secrets;

/// <summary>Which identity signs in where.</summary>
public sealed class AzureIdentitiesTests
{
    private const string App = "00000000-0000-0000-0000-000000000001";
    private const string Plan = "00000000-0000-0000-0000-000000000002";
    private const string Apply = "00000000-0000-0000-0000-000000000003";
    private const string Own = "00000000-0000-0000-0000-000000000004";
    private const string OwnPlan = "00000000-0000-0000-0000-000000000005";

    [Theory]
    [InlineData(TargetAccess.Plan, null, null, Plan)]
    [InlineData(TargetAccess.Apply, null, null, Apply)]
    [InlineData(TargetAccess.Plan, Own, null, Own)]
    [InlineData(TargetAccess.Apply, Own, null, Own)]
    [InlineData(TargetAccess.Plan, Own, OwnPlan, OwnPlan)]
    [InlineData(TargetAccess.Apply, Own, OwnPlan, Own)]
    [InlineData(TargetAccess.Plan, null, OwnPlan, OwnPlan)]
    [InlineData(TargetAccess.Apply, null, OwnPlan, Apply)]
    public void A_target_is_read_and_written_as_whom_it_names_else_as_whom_the_host_names(TargetAccess access, string? own, string? ownPlan, string expected)
    {
        var identities = new AzureIdentities(new AzureIdentityOptions { ClientId = App, PlanClientId = Plan, ApplyClientId = Apply });

        Assert.Equal(expected, identities.ClientIdFor(access, own, ownPlan));
    }

    [Theory]
    [InlineData(App, App)]
    [InlineData(null, null)]
    public void A_host_with_one_identity_does_everything_as_that(string? app, string? expected)
    {
        var identities = new AzureIdentities(new AzureIdentityOptions { ClientId = app });

        Assert.Equal(expected, identities.ClientIdFor(TargetAccess.Plan, null, null));
        Assert.Equal(expected, identities.ClientIdFor(TargetAccess.Apply, null, null));
    }

    [Fact]
    public void In_Azure_nothing_but_managed_identities_signs_in_and_elsewhere_what_the_surroundings_provide()
    {
        Assert.IsType<ManagedIdentityCredential>(new AzureIdentities(new AzureIdentityOptions { ManagedOnly = true }).Of(null));
        Assert.IsType<ManagedIdentityCredential>(new AzureIdentities(new AzureIdentityOptions { ManagedOnly = true }).Of(Own));
        Assert.IsType<DefaultAzureCredential>(AzureIdentities.OfSurroundings.Of(null));
    }

    [Fact]
    public void One_credential_is_made_for_an_identity_so_that_it_keeps_its_tokens()
    {
        var identities = new AzureIdentities(new AzureIdentityOptions { ClientId = App });

        Assert.Same(identities.Of(Own), identities.Of(Own));
        Assert.Same(identities.Of(null), identities.Of(App));
        Assert.NotSame(identities.Of(Own), identities.Of(null));
    }
}
