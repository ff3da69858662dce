using System.Runtime.CompilerServices;
using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Rows;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Items.Sources;

/// <summary>The items of HttpResources: canonical JSON of the body per path.</summary>
internal static class HttpItems
{
    public static async IAsyncEnumerable<Outcome<DesiredItem>> ReadAsync(
        ItemScope scope, HttpResourcesDocument resource, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var (path, definition) in resource.Resources.OrderBy(pair => pair.Key, Utf8Order.Instance))
        {
            var body = await BodyAsync(scope, resource, path, definition, cancellation);
            var place = body.Succeeded ? body.Value.Place : resource.Place;
            var value = body.Succeeded ? CanonicalValue.Replaced(body.Value.Json, scope.Target.Variables, place, $"resources.{path}") : body.As<JsonElement>();
            yield return value.Succeeded
                ? Outcome.Of(SettingItems.Item(path, value.Value, place, resource.Sensitive.Contains(path, StringComparer.Ordinal)))
                : value.As<DesiredItem>();
        }
    }

    private static async Task<Outcome<(JsonElement Json, Place Place)>> BodyAsync(
        ItemScope scope, HttpResourcesDocument resource, string path, HttpResourceDefinition definition, CancellationToken cancellation)
    {
        switch (definition)
        {
            case { File: null, Body: { } body }:
                return Outcome.Of((body, resource.Place));
            case { File: { } written, Body: null }:
                var file = scope.Index.Locate(resource, written);
                var text = file.Succeeded ? await scope.Index.ReadTextAsync(file.Value, cancellation) : file;
                var json = text.Succeeded ? JsonFile.Parse(text.Value, file.Value) : text.As<JsonElement>();
                return json.Succeeded ? Outcome.Of((json.Value, new Place(file.Value))) : json.As<(JsonElement, Place)>();
            default:
                return ItemCodes.HttpBody.Fail<(JsonElement, Place)>($"resources.{path} has {(definition.File is null ? "neither" : "both")}.", resource.Place);
        }
    }
}
