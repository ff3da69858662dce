using FunctionsMigrator.Infra.Tests.Bicep;

namespace FunctionsMigrator.Infra.Tests.Rules;

/// <summary>What keeps others out, and the audit as it was.</summary>
internal static class SecurityRules
{
    private const string Account = "Microsoft.Storage/storageAccounts";
    private const string Container = "Microsoft.Storage/storageAccounts/blobServices/containers";
    private const string Policy = Container + "/immutabilityPolicies";

    // Per type the members that must be there, with their values.
    private static readonly (string Type, string Member, object Value)[] Fixed =
    [
        (Account, "properties.allowBlobPublicAccess", false),
        (Account, "properties.allowSharedKeyAccess", false),
        (Account, "properties.allowCrossTenantReplication", false),
        (Account, "properties.minimumTlsVersion", "TLS1_2"),
        (Account, "properties.supportsHttpsTrafficOnly", true),
        (Container, "properties.publicAccess", "None"),
        ("Microsoft.KeyVault/vaults", "properties.enableRbacAuthorization", true),
        ("Microsoft.KeyVault/vaults", "properties.enablePurgeProtection", true),
        ("Microsoft.KeyVault/vaults", "properties.enableSoftDelete", true),
        ("Microsoft.Web/sites", "properties.httpsOnly", true),
        ("Microsoft.Web/sites", "properties.siteConfig.minTlsVersion", "1.2"),
        ("Microsoft.Web/sites", "properties.siteConfig.ftpsState", "Disabled"),
        ("Microsoft.Web/sites", "identity.type", "UserAssigned"),
        ("Microsoft.Web/sites", "properties.functionAppConfig.deployment.storage.authentication.type", "UserAssignedIdentity"),
        ("Microsoft.Web/sites", "properties.functionAppConfig.runtime.name", "dotnet-isolated"),
        ("Microsoft.Web/sites", "properties.functionAppConfig.runtime.version", "10.0"),
        ("Microsoft.Web/sites/basicPublishingCredentialsPolicies", "properties.allow", false),
        ("Microsoft.Insights/components", "properties.DisableLocalAuth", true),
        ("Microsoft.OperationalInsights/workspaces", "properties.features.disableLocalAuth", true),
    ];

    public static IEnumerable<string> Check(InfraFiles files) => Members(files).Concat(Network(files)).Concat(Audit(files)).Concat(Locks(files)).Concat(Secrets(files));

    private static IEnumerable<string> Members(InfraFiles files)
    {
        foreach (var (type, member, value) in Fixed)
        {
            var made = files.Templates.SelectMany(file => file.Made(type).Select(resource => (file, resource))).ToList();
            if (made.Count == 0)
            {
                yield return $"no template makes a {type}";
            }

            foreach (var (file, resource) in made.Where(pair => !Is(pair.resource.Body.Find(member), value)))
            {
                yield return $"{file.Path}:{resource.Line}: {resource.Symbol} must have {member}: {value}";
            }
        }
    }

    private static bool Is(BicepExpression? expression, object value) =>
        expression switch { BicepText text => Equals(text.Value, value), BicepLiteral literal => Equals(literal.Value, value), _ => false };

    // Where the network is private, nothing is reachable from outside of it.
    private static IEnumerable<string> Network(InfraFiles files) =>
        from file in files.Templates
        from resource in file.Made(Account).Concat(file.Made("Microsoft.KeyVault/vaults"))
        from expected in new[] { (Member: "properties.publicNetworkAccess", Yes: "Disabled", No: "Enabled"), (Member: "properties.networkAcls.defaultAction", Yes: "Deny", No: "Allow") }
        where resource.Body.Find(expected.Member) is not BicepOperation { Sign: "?:", Operands: [BicepName { Name: "privateNetworking" }, BicepText yes, BicepText no] }
            || yes.Value != expected.Yes || no.Value != expected.No
        select $"{file.Path}:{resource.Line}: {resource.Symbol} must have {expected.Member} {expected.Yes} in a private network";

    // The audit has an account of its own, versioned, with a policy on its only container that a parameter times.
    private static IEnumerable<string> Audit(InfraFiles files)
    {
        var audit = files.Files["modules/audit.bicep"];
        if (!audit.Made(Account + "/blobServices").Any(blobs => Is(blobs.Body.Find("properties.isVersioningEnabled"), true)))
        {
            yield return $"{audit.Path}: the audit account must keep versions";
        }

        var containers = audit.Made(Container).ToList();
        if (containers is not [var only] || !Is(only.Body.Find("name"), "fm-audit"))
        {
            yield return $"{audit.Path}: there must be one container, fm-audit";
        }

        var policies = audit.Made(Policy).ToList();
        if (policies is not [{ Condition: BicepOperation { Sign: "!", Operands: [BicepName { Name: "policyLocked" }] } } policy]
            || policy.Body.Find("parent") is not BicepName { Name: var parent } || parent != containers[0].Symbol
            || policy.Body.Find("properties.immutabilityPeriodSinceCreationInDays") is not BicepName { Name: "retentionDays" }
            || !Is(policy.Body.Find("properties.allowProtectedAppendWrites"), false))
        {
            yield return $"{audit.Path}: the container must have an immutability policy of retentionDays, unless it was locked by hand";
        }

        foreach (var file in files.Parameters.Where(file => file.Params.Any(param => param.Name == "auditPolicyLocked" && !Is(param.Value, false))))
        {
            yield return $"{file.Path}: a parameter file as it is delivered leaves the policy to the template";
        }
    }

    // Locking is by hand: it cannot be taken back.
    private static IEnumerable<string> Locks(InfraFiles files) =>
        from file in files.Templates
        from resource in file.Resources
        where resource.Type.EndsWith("/lock", StringComparison.OrdinalIgnoreCase)
            || resource.Type.StartsWith("Microsoft.Resources/deploymentScripts", StringComparison.OrdinalIgnoreCase)
            || (resource.Type == Policy && Is(resource.Body.Find("properties.state"), "Locked"))
        select $"{file.Path}:{resource.Line}: {resource.Symbol} locks, or runs a script that could";

    // Nothing that opens a door leaves a template.
    private static IEnumerable<string> Secrets(InfraFiles files) =>
        from file in files.Templates
        from output in file.Outputs
        where output.Value.All.Any(OpensDoors)
        select $"{file.Path}:{output.Line}: the output {output.Name} holds what opens a door";

    private static bool OpensDoors(BicepExpression expression) => expression switch
    {
        BicepAccess access => NamesSecret(access.Name),
        BicepCall call => call.Function.StartsWith("list", StringComparison.Ordinal),
        BicepText text => text.Shown.Contains("Key=", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static bool NamesSecret(string name) =>
        new[] { "ConnectionString", "InstrumentationKey", "password", "secretValue", "primaryKey", "sharedKey" }.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
