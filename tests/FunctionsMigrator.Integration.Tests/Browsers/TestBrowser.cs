using FunctionsMigrator.Integration.Tests.Browsers;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(TestBrowser))]

namespace FunctionsMigrator.Integration.Tests.Browsers;

/// <summary>One headless Chromium for all tests of this project, started when the first one asks. Each test has a context of its own: cookies, cache and size.</summary>
public sealed class TestBrowser : IAsyncDisposable
{
    private const float Patience = 60_000;
    private readonly Lazy<Task<(IPlaywright Driver, IBrowser Browser)>> _started = new(StartAsync);

    /// <summary>A fresh profile.</summary>
    public async Task<IBrowserContext> NewAsync(BrowserNewContextOptions? options = null)
    {
        var context = await (await _started.Value).Browser.NewContextAsync(options ?? new BrowserNewContextOptions());
        context.SetDefaultTimeout(Patience);
        return context;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_started is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            var (driver, browser) = await _started.Value;
            await browser.DisposeAsync();
            driver.Dispose();
        }
    }

    private static async Task<(IPlaywright Driver, IBrowser Browser)> StartAsync()
    {
        var (program, fonts) = await ChromiumPackage.FindAsync(CancellationToken.None);
        var driver = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        var environment = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(pair => (string)pair.Key, pair => (string)pair.Value!);
        if (fonts is not null)
        {
            environment["FONTCONFIG_FILE"] = fonts;
        }

        var browser = await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            Headless = true,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
            Env = environment,
        });
        return (driver, browser);
    }
}
