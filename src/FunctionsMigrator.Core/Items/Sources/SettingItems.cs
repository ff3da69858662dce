using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Variables;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Items.Sources;

/// <summary>The items of Settings: canonical JSON per name. A secret reference is written as the environment's <c>secretFormat</c> says and is sensitive.</summary>
internal static class SettingItems
{
    public static IEnumerable<Outcome<DesiredItem>> Read(ItemScope scope, SettingsDocument resource)
    {
        foreach (var (name, written) in resource.Settings)
        {
            var what = $"settings.{name}";
            var value = CanonicalValue.Replaced(written, scope.Target.Variables, resource.Place, what);
            var secret = value.Succeeded ? SecretReference.NameIn(value.Value) : null;
            if (secret is not null)
            {
                value = Reference(scope, secret, resource.Place, what);
            }
            else if (value.Succeeded && SecretReference.Inside(value.Value))
            {
                value = ItemCodes.SecretInside.Fail<JsonElement>($"{what} holds a secret reference next to other values.", resource.Place);
            }

            yield return value.Succeeded
                ? Outcome.Of(Item(name, value.Value, resource.Place, secret is not null || resource.Sensitive.Contains(name, StringComparer.Ordinal)))
                : value.As<DesiredItem>();
        }
    }

    public static DesiredItem Item(string key, JsonElement value, Place place, bool sensitive)
    {
        var content = CanonicalJson.Of(value);
        return new DesiredItem(key, Digest.Of(content), ItemContent.Of(content), place, sensitive);
    }

    private static Outcome<JsonElement> Reference(ItemScope scope, string secret, Place place, string what)
    {
        if (scope.Environment.SecretFormat is not { } format)
        {
            return ItemCodes.NoSecretFormat.Fail<JsonElement>(
                $"{what} refers to the secret '{secret}', and the environment '{scope.Environment.Name}' has no secretFormat.", place);
        }

        var text = Substitution.Text(format, scope.Target.Variables, scope.Environment.Place with { Line = Math.Max(scope.Environment.Place.Line, 1) }, "secretFormat");
        return text.Succeeded
            ? Outcome.Of(JsonSerializer.SerializeToElement(text.Value.Replace("{name}", secret, StringComparison.Ordinal)))
            : text.As<JsonElement>();
    }
}
