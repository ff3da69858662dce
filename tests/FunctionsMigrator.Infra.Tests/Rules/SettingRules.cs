using FunctionsMigrator.Functions.Settings;
using FunctionsMigrator.Infra.Tests.Bicep;

namespace FunctionsMigrator.Infra.Tests.Rules;

/// <summary>The template sets what the app and its host ask for, and nothing that they do not know.</summary>
internal static class SettingRules
{
    // What the Functions host and the worker read, beside the app's own settings.
    private static readonly string[] OfTheHost =
    [
        "AzureWebJobsStorage__accountName", "AzureWebJobsStorage__credential", "AzureWebJobsStorage__clientId", "AzureWebJobsDisableHomepage", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
    ];

    // Flex Consumption refuses them: they stand in functionAppConfig, or are the platform's.
    private static readonly string[] Refused =
        ["FUNCTIONS_WORKER_RUNTIME", "FUNCTIONS_EXTENSION_VERSION", "WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING", "WEBSITE_CONTENTSHARE", "AzureWebJobsStorage"];

    public static IEnumerable<string> Check(InfraFiles files)
    {
        var app = files.App;
        var settings = app.Made("Microsoft.Web/sites/config").Single(resource => resource.Body.Find("name") is BicepText { Value: "appsettings" });
        var always = Set(app, settings, conditional: false);
        var all = always.Concat(Set(app, settings, conditional: true)).ToList();
        foreach (var required in AppSettings.All.Where(setting => setting.Required is not null && !always.Contains(setting.Name)))
        {
            yield return $"{app.Path}: the app asks for {required.Name} ({required.Required})";
        }

        foreach (var host in OfTheHost.Where(name => !always.Contains(name)))
        {
            yield return $"{app.Path}: the host asks for {host}";
        }

        foreach (var unknown in all.Where(name => !OfTheHost.Contains(name) && AppSettings.All.All(setting => setting.Name != name)))
        {
            yield return $"{app.Path}: {unknown} is no setting of the app{(Refused.Contains(unknown) ? ", and Flex Consumption refuses it" : "")}";
        }

        if (all.Contains(AppSettings.StoreConnection.Name))
        {
            yield return $"{app.Path}: {AppSettings.StoreConnection.Name} is for an emulator";
        }
    }

    // union(a, b, c) of variables that are objects, or empty or an object by a condition.
    private static List<string> Set(BicepFile app, BicepResource settings, bool conditional)
    {
        var parts = settings.Body.Find("properties") is BicepCall { Function: "union", Arguments: var arguments } ? arguments.OfType<BicepName>() : [];
        return
        [
            .. parts.Select(part => app.Vars.Single(variable => variable.Name == part.Name).Value)
                .Select(value => conditional ? (value as BicepOperation)?.Operands[2] : value)
                .OfType<BicepObject>().SelectMany(value => value.Members).Select(member => member.Key),
        ];
    }
}
