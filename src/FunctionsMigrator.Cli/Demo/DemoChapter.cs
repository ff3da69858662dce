using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Demo;

/// <summary>One commit of the story and how production must take it.</summary>
/// <param name="Letter">What it is called in the story.</param>
/// <param name="Sample">Folder with the files that the commit adds or changes.</param>
/// <param name="Message">Message of the commit.</param>
/// <param name="About">What the reader will see.</param>
/// <param name="Production">How production's run must end.</param>
internal sealed record DemoChapter(char Letter, string Sample, string Message, string About, RunState Production)
{
    /// <summary>The story, in order.</summary>
    public static IReadOnlyList<DemoChapter> All { get; } =
    [
        new('a', "shop", "Move the shop's metadata to git", "the first load: every target is created", RunState.Completed),
        new('b', "shop-changes/b-one-page-checkout", "One-page checkout", "a normal change: a second person approves it for production", RunState.Completed),
        new('c', "shop-changes/c-broken-tax-rates", "New standard rates for Estonia, Romania and Slovakia", "a mistake: the canary's measurement fails and everything is restored", RunState.RolledBack),
        new('d', "shop-changes/d-timeout", "Longer checkout timeout, and the December tax rates taken out again", "somebody changed the same setting in production by hand", RunState.Conflict),
    ];
}
