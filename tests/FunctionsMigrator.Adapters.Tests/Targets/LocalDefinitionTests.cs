using System.Text.Json;
using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Adapters.Targets.Local;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>Definitions of targets on this machine, for every type of them.</summary>
public sealed class LocalDefinitionTests : IDisposable
{
    private readonly LocalPlaceFixture _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Types_have_different_names_and_know_their_settings()
    {
        var types = Types();

        Assert.Equal(types.Count, types.Select(type => type.Name).Distinct().Count());
        Assert.All(types, type => Assert.NotEmpty(type.Kinds));
        Assert.All(types, type => Assert.NotNull(type.SettingsType.GetProperty("Path")));
    }

    [Theory]
    [InlineData("data/production/config")]
    [InlineData("a.b-c_d/Ä b")]
    public void A_path_inside_the_repository_is_accepted(string path) =>
        Assert.All(Types(), type => Assert.Empty(type.Check(LocalPlaceFixture.Bind(type.Name, path))));

    [Theory]
    [InlineData("")]
    [InlineData("/data")]
    [InlineData("../data")]
    [InlineData("data/../../other")]
    [InlineData("data/..")]
    [InlineData("./data")]
    [InlineData("data//config")]
    [InlineData("data/")]
    [InlineData("data\\config")]
    [InlineData("c:data")]
    [InlineData("data\nconfig")]
    [InlineData(".fm/data")]
    [InlineData(".git/data")]
    public async Task A_path_that_could_leave_the_repository_is_a_finding_and_is_not_opened(string path)
    {
        foreach (var type in Types())
        {
            var binding = LocalPlaceFixture.Bind(type.Name, path);

            var finding = Assert.Single(type.Check(binding));
            Assert.Equal(TargetCodes.BadDefinition.Code, finding.Code);
            Assert.Equal(binding.Address.ToString(), finding.Target);
            var opened = await type.OpenAsync(binding, TargetAccess.Plan, TestContext.Current.CancellationToken);
            Assert.Equal(finding, Assert.Single(opened.Findings));
        }
    }

    [Fact]
    public void Missing_malformed_and_unknown_keys_are_findings()
    {
        foreach (var type in Types())
        {
            Assert.Contains("path", Assert.Single(type.Check(LocalPlaceFixture.Bind(type.Name, new { }))).Message, StringComparison.Ordinal);
            Assert.Contains("number", Assert.Single(type.Check(LocalPlaceFixture.Bind(type.Name, new { path = 1 }))).Message, StringComparison.Ordinal);
            Assert.Contains("'folder'", Assert.Single(type.Check(LocalPlaceFixture.Bind(type.Name, new { path = "a", folder = "b" }))).Message, StringComparison.Ordinal);
            var scratch = LocalPlaceFixture.Bind(type.Name, "a") with { Scratch = JsonSerializer.SerializeToElement(new { path = "b" }) };
            Assert.Contains("'scratch'", Assert.Single(type.Check(scratch)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Only_failures_of_the_medium_become_findings()
    {
        var address = LocalPlaceFixture.Address;
        var full = OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28;

        Assert.Equal(TargetCodes.Full.Code, LocalFailures.Explain(new IOException("full", full), address, "x")?.Code);
        Assert.Equal(TargetCodes.Unreachable.Code, LocalFailures.Explain(new UnauthorizedAccessException(), address, "x")?.Code);
        Assert.Null(LocalFailures.Explain(new InvalidOperationException(), address, "x"));
    }

    private IReadOnlyList<ITargetType> Types() => [.. AdapterCatalogue.TargetTypes(_place.Base, new FakeTimeProvider(), new LocalSecretSource(_place.Base)).Where(type => type.Name is "files" or "sqlite")];
}
