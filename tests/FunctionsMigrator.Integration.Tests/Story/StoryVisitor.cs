using FunctionsMigrator.Integration.Tests.Browsers;
using Microsoft.Playwright;

namespace FunctionsMigrator.Integration.Tests.Story;

/// <summary>How somebody uses a browser.</summary>
public enum Hands
{
    /// <summary>By mouse.</summary>
    Mouse,

    /// <summary>By keyboard, and nothing else.</summary>
    Keyboard,

    /// <summary>By mouse, with JavaScript switched off.</summary>
    NoScripts,
}

/// <summary>A person at a browser of their own, with a key.</summary>
internal sealed class StoryVisitor : IAsyncDisposable
{
    private const string Focused = "(e => (e.labels?.[0]?.textContent || e.textContent || e.tagName).trim())(document.activeElement)";
    private const int MostTabs = 80;
    private readonly IBrowserContext _context;
    private readonly Hands _hands;

    private StoryVisitor(IBrowserContext context, IPage page, Hands hands) => (_context, Page, _hands) = (context, page, hands);

    /// <summary>What the person looks at.</summary>
    public IPage Page { get; }

    /// <summary>Where the run stands, as the page says.</summary>
    public ILocator Standing => Page.Locator("section.standing");

    /// <summary>Follows a link, is asked to sign in, and does.</summary>
    public static async Task<StoryVisitor> ArriveAsync(TestBrowser browser, Hands hands, string address, string key)
    {
        var context = await browser.NewAsync(new BrowserNewContextOptions { JavaScriptEnabled = hands is not Hands.NoScripts });
        var visitor = new StoryVisitor(context, await context.NewPageAsync(), hands);
        await visitor.Page.GotoAsync(address);
        if (hands is Hands.Keyboard)
        {
            await Assertions.Expect(visitor.Page.GetByLabel("API key")).ToBeFocusedAsync();
            await visitor.Page.Keyboard.TypeAsync(key);
            await visitor.Page.Keyboard.PressAsync("Enter");
        }
        else
        {
            await visitor.Page.GetByLabel("API key").FillAsync(key);
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        }

        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Decide" })).ToBeVisibleAsync();
        return visitor;
    }

    /// <summary>Presses a button of the page.</summary>
    public async Task PressAsync(string button)
    {
        if (_hands is not Hands.Keyboard)
        {
            await Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
            return;
        }

        for (var passed = 0; await Page.EvaluateAsync<string>(Focused) != button; passed++)
        {
            Assert.True(passed < MostTabs, $"'{button}' is not reached by keyboard.");
            await Page.Keyboard.PressAsync("Tab");
        }

        await Page.Keyboard.PressAsync("Enter");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
