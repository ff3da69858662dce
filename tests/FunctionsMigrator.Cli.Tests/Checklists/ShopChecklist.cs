using System.Text.Json;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Cli.Demo;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Tests.Doubles;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Cli.Tests.Checklists;

/// <summary>A repository <c>shop</c> in a folder of the test, and <c>fm checklist</c> over it.</summary>
public abstract class ShopChecklist : IDisposable
{
    private static readonly GitIdentity Ada = new("Ada", "ada@example.com");

    /// <inheritdoc/>
    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected TemporaryDirectory Folder { get; } = new();

    private protected static List<JsonElement> Lines(FmResult result) => [.. result.Json().GetProperty("lines").EnumerateArray()];

    private protected static JsonElement Line(List<JsonElement> lines, string check) => lines.First(line => line.GetProperty("check").GetString() == check);

    private protected static string? Status(List<JsonElement> lines, string check) => Line(lines, check).GetProperty("status").GetString();

    private protected static string Evidence(List<JsonElement> lines, string check) => Line(lines, check).GetProperty("evidence").GetString()!;

    private protected static List<string?> Statuses(List<JsonElement> lines, params string[] checks) => [.. checks.Select(check => Status(lines, check))];

    private protected async Task<List<JsonElement>> ListAsync(string environment) => Lines(await InShopAsync("checklist", "--env", environment, "--json"));

    private protected async Task MustAsync(params string[] args)
    {
        var result = await InShopAsync(args);
        Assert.True(result.Exit == 0, result.Out + result.Error);
    }

    private protected async Task SampleAsync()
    {
        DemoFiles.Write("shop", Folder.File("shop"));
        await MustAsync("checksum");
        Assert.True(GitRepositories.Create(Folder.File("shop"), "Move the shop's metadata to git", Ada, DateTimeOffset.UtcNow).Succeeded);
    }

    private protected async Task NewShopAsync(params string[] more)
    {
        var made = await FmAsync(Folder.Path, [], ["new", "repository", "shop", "--author", "Ada <ada@example.com>", .. more]);
        Assert.True(made.Exit == 0, made.Error);
    }

    private protected async Task CommitAsync(string path, string from, string to, bool checksum = true)
    {
        await ReplaceAsync(path, from, to);
        if (checksum)
        {
            await MustAsync("checksum");
        }

        Assert.True(GitRepositories.CommitAll(Folder.File("shop"), "Change it", Ada, DateTimeOffset.UtcNow).Succeeded);
    }

    private protected async Task ReplaceAsync(string path, string from, string to)
    {
        var file = Folder.File("shop", path);
        var text = await File.ReadAllTextAsync(file, Cancellation);
        Assert.Contains(from, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, text.Replace(from, to, StringComparison.Ordinal), Cancellation);
    }

    private protected Task<FmResult> InShopAsync(params string[] args) => FmAsync(Folder.File("shop"), [], args);

    private protected static Task<FmResult> FmAsync(string directory, (string, string)[] variables, params string[] args) =>
        new Fm { Surroundings = new TestSurroundings(directory, variables), Hosts = new HostFactory(), RealTime = true }.RunAsync(args);
}
