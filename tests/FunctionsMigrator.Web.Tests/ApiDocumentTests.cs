using System.Text.Json;
using System.Text.Json.Nodes;
using FunctionsMigrator.Core;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Web.Access;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsMigrator.Web.Tests;

/// <summary>The API as it is described.</summary>
public sealed class ApiDocumentTests
{
    [Fact]
    public async Task The_document_is_the_one_that_was_approved()
    {
        await using var server = await ApiServer.StartAsync();

        var json = await (await server.SendAsync(HttpMethod.Get, "/openapi/v1.json")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Approved.MatchesInRepository(JsonSerializer.Serialize(JsonNode.Parse(json), FmJson.Indented), "docs/openapi.json");
    }

    [Fact]
    public async Task Every_endpoint_stands_in_the_document_with_its_role_and_in_the_page_about_the_api()
    {
        await using var server = await ApiServer.StartAsync();
        var document = JsonNode.Parse(await (await server.SendAsync(HttpMethod.Get, "/openapi/v1.json")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        var page = await File.ReadAllTextAsync(Path.Combine(SourceFolders.Repository, "docs/api.md"), TestContext.Current.CancellationToken);
        foreach (var endpoint in server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(endpoint => endpoint.Metadata.GetMetadata<PageAccess>() is null))
        {
            var path = endpoint.RoutePattern.RawText!.Replace("{documentName}", "v1", StringComparison.Ordinal);
            var method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0];
            var role = endpoint.Metadata.GetMetadata<RequiredAccess>()?.ToString() ?? "none";

            Assert.Contains($"### {method} {path}\n\nRole: {role}.", page, StringComparison.Ordinal);
            if (path != "/openapi/v1.json")
            {
                var operation = document["paths"]?[path]?[method.ToLowerInvariant()];
                Assert.True(operation is not null, $"{method} {path}");
                Assert.Equal(role != "none", operation["security"] is not null);
            }
        }
    }
}
