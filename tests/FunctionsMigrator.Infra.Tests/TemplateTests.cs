using System.Diagnostics.Metrics;
using FunctionsMigrator.Core.Telemetry;
using FunctionsMigrator.Infra.Tests.Rules;

namespace FunctionsMigrator.Infra.Tests;

/// <summary>The rules that the templates keep, and that each rule notices when it is broken.</summary>
public sealed class TemplateTests
{
    [Fact]
    public void The_templates_keep_every_rule() => Assert.Empty(Problems(InfraFiles.Read()));

    [Theory]
    [InlineData("modules/state.bicep", "allowBlobPublicAccess: false", "allowBlobPublicAccess: true", "allowBlobPublicAccess")]
    [InlineData("modules/state.bicep", "allowSharedKeyAccess: false", "allowSharedKeyAccess: true", "allowSharedKeyAccess")]
    [InlineData("modules/audit.bicep", "    allowSharedKeyAccess: false\n", "", "allowSharedKeyAccess")]
    [InlineData("modules/audit.bicep", "'TLS1_2'", "'TLS1_0'", "minimumTlsVersion")]
    [InlineData("modules/state.bicep", "publicAccess: 'None'", "publicAccess: 'Blob'", "publicAccess")]
    [InlineData("modules/state.bicep", "privateNetworking ? 'Disabled' : 'Enabled'", "'Enabled'", "publicNetworkAccess")]
    [InlineData("modules/vault.bicep", "privateNetworking ? 'Deny' : 'Allow'", "privateNetworking ? 'Allow' : 'Deny'", "networkAcls.defaultAction")]
    [InlineData("modules/app.bicep", "httpsOnly: true", "httpsOnly: false", "httpsOnly")]
    [InlineData("modules/app.bicep", "minTlsVersion: '1.2'", "minTlsVersion: '1.0'", "minTlsVersion")]
    [InlineData("modules/app.bicep", "version: '10.0'", "version: '8.0'", "runtime.version")]
    [InlineData("modules/app.bicep", "allow: false", "allow: true", "properties.allow")]
    [InlineData("modules/audit.bicep", "isVersioningEnabled: true", "isVersioningEnabled: false", "must keep versions")]
    [InlineData("modules/audit.bicep", "immutabilityPeriodSinceCreationInDays: retentionDays", "immutabilityPeriodSinceCreationInDays: 1", "immutability policy")]
    [InlineData("modules/audit.bicep", "parent: container", "parent: blobs", "immutability policy")]
    [InlineData("modules/audit.bicep", "= if (!policyLocked)", "= if (policyLocked)", "immutability policy")]
    [InlineData("modules/audit.bicep", "containers/immutabilityPolicies@", "containers/immutabilityPolicies/lock@", "locks")]
    [InlineData("modules/vault.bicep", "enableRbacAuthorization: true", "enableRbacAuthorization: false", "enableRbacAuthorization")]
    [InlineData("modules/vault.bicep", "    enablePurgeProtection: true\n", "", "enablePurgeProtection")]
    [InlineData("modules/monitoring.bicep", "output insightsName string = insights.name", "output insightsName string = insights.properties.ConnectionString", "opens a door")]
    [InlineData("modules/monitoring.bicep", "    DisableLocalAuth: true\n", "", "DisableLocalAuth")]
    [InlineData("modules/state.bicep", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "which nobody expects")]
    [InlineData("modules/state.bicep", "  queueContributorRole\n  tableContributorRole\n", "  queueContributorRole\n", "does not get 'Storage Table Data Contributor'")]
    [InlineData("modules/vault.bicep", "  scope: vault\n", "", "the whole resource group")]
    [InlineData("main.bicep", "readerId: identities.outputs.appPrincipalId", "readerId: identities.outputs.planPrincipalId", "the app's own identity")]
    [InlineData("modules/app.bicep", "  FM_DRIFT_SCHEDULE: driftSchedule\n", "", "the app asks for FM_DRIFT_SCHEDULE")]
    [InlineData("modules/app.bicep", "FM_STORE_TABLES:", "FM_STORE_TABELS:", "FM_STORE_TABELS is no setting")]
    [InlineData("modules/app.bicep", "  AzureWebJobsStorage__accountName: stateAccountName\n", "", "the host asks for AzureWebJobsStorage__accountName")]
    [InlineData("modules/app.bicep", "  FM_VAULT: vaultUri\n", "  FM_VAULT: vaultUri\n  FUNCTIONS_WORKER_RUNTIME: 'dotnet-isolated'\n", "Flex Consumption refuses it")]
    [InlineData("main.bicep", "    approvalHours: approvalHours\n", "", "asks for 'approvalHours'")]
    [InlineData("main.bicep", "    mail: alertMail\n", "    mail: alertMail\n    phone: alertMail\n", "takes no 'phone'")]
    [InlineData("main.bicep", "state.outputs.packageContainer", "state.outputs.container", "no module answers 'container'")]
    [InlineData("main.bicep", "'modules/alerts.bicep'", "'modules/alarms.bicep'", "there is no file")]
    [InlineData("modules/vault.bicep", "guid(vault.id,", "guid(valt.id,", "nothing is named 'valt'")]
    [InlineData("modules/network.bicep", "parent: privateZones[i]", "parent: privateZones[j]", "nothing is named 'j'")]
    [InlineData("modules/network.bicep", "param tags object", "param tags object\nparam more string", "asks for 'more'")]
    [InlineData("modules/state.bicep", "param tags object", "param tags object\nparam more string = ''", "'more' is not used")]
    [InlineData("small.bicepparam", "param stateRedundancy = 'Standard_LRS'\n", "", "stateRedundancy has no value")]
    [InlineData("small.bicepparam", "param stateRedundancy = 'Standard_LRS'", "param stateRedundancy = 'Premium_LRS'", "must be one of")]
    [InlineData("production.bicepparam", "param instanceMemoryMB = 4096", "param instanceMemoryMB = '4096'", "must be of type int")]
    [InlineData("production.bicepparam", "param maximumInstanceCount = 100", "param maximumInstanceCount = 10", "must be at least 40")]
    [InlineData("production.bicepparam", "param approvalHours = 8", "param approvalTime = 8", "is no parameter of")]
    [InlineData("production.bicepparam", "param auditPolicyLocked = false", "param auditPolicyLocked = true", "leaves the policy to the template")]
    [InlineData("modules/alerts.bicep", "\"fm.drift.count\"", "\"fm.drifts\"", "drift-found over fm.drift.count")]
    [InlineData("modules/alerts.bicep", "\"Failed\"", "\"Broken\"", "is no state 'Broken'")]
    [InlineData("modules/alerts.bicep", "[\"fm.run.state\"]", "[\"fm.state\"]", "is no attribute 'fm.state'")]
    [InlineData("modules/alerts.bicep", "window: 'PT10M'", "window: 'PT1H'", "ten minutes")]
    public void A_broken_rule_is_noticed(string file, string from, string to, string noticed)
    {
        var problems = Problems(InfraFiles.Broken(file, from, to));

        Assert.Contains(problems, problem => problem.Contains(noticed, StringComparison.Ordinal));
    }

    private static List<string> Problems(InfraFiles files) =>
    [
        .. SymbolRules.Check(files),
        .. SecurityRules.Check(files),
        .. RoleRules.Check(files),
        .. SettingRules.Check(files),
        .. ParameterRules.Check(files),
        .. AlertRules.Check(files, Metrics()),
    ];

    // What the product really sends.
    private static HashSet<string> Metrics()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => Add(instrument) };
        _ = FmTelemetry.Shared;
        listener.Start();
        return names;

        void Add(Instrument instrument)
        {
            if (instrument.Meter.Name == TelemetryNames.Source)
            {
                names.Add(instrument.Name);
            }
        }
    }
}
