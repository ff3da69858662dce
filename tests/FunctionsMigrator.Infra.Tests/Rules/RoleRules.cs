using FunctionsMigrator.Infra.Tests.Bicep;

namespace FunctionsMigrator.Infra.Tests.Rules;

/// <summary>Who may do what on which resource: exactly these, each on the resource itself and by the id of the role of that name.</summary>
internal static class RoleRules
{
    private const string Type = "Microsoft.Authorization/roleAssignments";

    /// <summary>Ids from https://learn.microsoft.com/azure/role-based-access-control/built-in-roles.</summary>
    private static readonly Dictionary<string, string> Ids = new()
    {
        ["Storage Blob Data Owner"] = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        ["Storage Blob Data Contributor"] = "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        ["Storage Queue Data Contributor"] = "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
        ["Storage Table Data Contributor"] = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
        ["Key Vault Secrets User"] = "4633458b-17de-408a-b874-0445c86b69e6",
        ["Key Vault Secrets Officer"] = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
        ["Monitoring Metrics Publisher"] = "3913510d-42f4-4e42-8a64-420c390055eb",
    };

    private static readonly (string File, string Scope, string Principal, string Role)[] Expected =
    [
        ("modules/state.bicep", "account", "appPrincipalId", "Storage Blob Data Owner"),
        ("modules/state.bicep", "account", "appPrincipalId", "Storage Queue Data Contributor"),
        ("modules/state.bicep", "account", "appPrincipalId", "Storage Table Data Contributor"),
        ("modules/audit.bicep", "account", "appPrincipalId", "Storage Blob Data Contributor"),
        ("modules/vault.bicep", "vault", "readerId", "Key Vault Secrets User"),
        ("modules/vault.bicep", "vault", "officerId", "Key Vault Secrets Officer"),
        ("modules/monitoring.bicep", "insights", "publisherId", "Monitoring Metrics Publisher"),
    ];

    public static IEnumerable<string> Check(InfraFiles files)
    {
        var found = files.Templates.SelectMany(Assignments).ToList();
        foreach (var assignment in found.Where(assignment => !Expected.Contains(assignment)))
        {
            yield return $"{assignment.File}: {assignment.Principal} gets '{assignment.Role}' on '{assignment.Scope}', which nobody expects";
        }

        foreach (var missing in Expected.Where(expected => !found.Contains(expected)))
        {
            yield return $"{missing.File}: {missing.Principal} does not get '{missing.Role}' on '{missing.Scope}'";
        }

        // The principals of the modules are the app's own identity, but for whoever keeps the secrets.
        foreach (var (module, param) in new[] { ("state", "appPrincipalId"), ("audit", "appPrincipalId"), ("vault", "readerId"), ("monitoring", "publisherId") })
        {
            var given = files.Main.Modules.Single(candidate => candidate.Symbol == module).Body.Find($"params.{param}");
            if (given is not BicepAccess { Name: "appPrincipalId", Target: BicepAccess { Name: "outputs", Target: BicepName { Name: "identities" } } })
            {
                yield return $"main.bicep: {module} must give its role to the app's own identity";
            }
        }
    }

    private static IEnumerable<(string File, string Scope, string Principal, string Role)> Assignments(BicepFile file)
    {
        foreach (var resource in file.Made(Type))
        {
            var scope = resource.Body.Find("scope") is BicepName on ? on.Name : "the whole resource group";
            var principal = resource.Body.Find("properties.principalId") is BicepName who ? who.Name : "?";
            var role = resource.Body.Find("properties.roleDefinitionId") is BicepCall { Function: "subscriptionResourceId", Arguments: [BicepText { Value: "Microsoft.Authorization/roleDefinitions" }, BicepName id] } ? id.Name : "?";
            var values = resource.Loop is { Source: BicepName list } loop && loop.Item == role
                ? ((BicepArray)Var(file, list.Name)!).Items.OfType<BicepName>().Select(item => Var(file, item.Name))
                : [Var(file, role)];
            foreach (var value in values)
            {
                yield return (file.Path, scope, principal, value is BicepText { Value: { } text } ? Name(text) : "?");
            }
        }
    }

    private static BicepExpression? Var(BicepFile file, string name) => file.Vars.FirstOrDefault(variable => variable.Name == name)?.Value;

    private static string Name(string id) => Ids.FirstOrDefault(pair => pair.Value == id).Key ?? id;
}
