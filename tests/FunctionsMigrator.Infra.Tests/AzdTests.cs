using FunctionsMigrator.Testing;
using YamlDotNet.Serialization;

namespace FunctionsMigrator.Infra.Tests;

/// <summary><c>azure.yaml</c> names what is there.</summary>
public sealed class AzdTests
{
    private static readonly Dictionary<string, object> File = new DeserializerBuilder().Build()
        .Deserialize<Dictionary<string, object>>(System.IO.File.ReadAllText(Path.Combine(SourceFolders.Repository, "azure.yaml")));

    [Fact]
    public void The_template_is_one_of_the_parameter_files()
    {
        var infra = (Dictionary<object, object>)File["infra"];

        Assert.True(System.IO.File.Exists(Path.Combine(SourceFolders.Repository, (string)infra["path"], $"{infra["module"]}.bicepparam")));
    }

    [Fact]
    public void The_service_is_the_project_of_the_app_and_the_tag_by_which_it_is_found()
    {
        var (name, service) = Assert.Single((Dictionary<object, object>)File["services"]);

        Assert.True(Directory.Exists(Path.Combine(SourceFolders.Repository, (string)((Dictionary<object, object>)service)["project"])));
        Assert.Contains($"'azd-service-name': '{name}'", System.IO.File.ReadAllText(Path.Combine(InfraFiles.Folder, "modules", "app.bicep")), StringComparison.Ordinal);
    }
}
