using System.Security.Cryptography;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Serving;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Reviews;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsMigrator.Cli.Demo;

/// <summary>Where the people of the story decide: the pages of <c>fm serve</c> on a free port of this machine, opened by the link of a mail.</summary>
internal sealed class DemoDesk(LocalHost host, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan LinkLifetime = TimeSpan.FromHours(72);
    private WebApplication? _pages;

    /// <summary>Makes the link that a mail about the plan would carry.</summary>
    public async Task<Uri> LinkAsync(RunRecord run, string person, CancellationToken cancellation)
    {
        _pages ??= await StartAsync(cancellation);
        var address = new Uri(_pages.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var link = new ReviewLink(run.Id, run.Plan!.Digest, person, time.GetUtcNow() + LinkLifetime);
        return ReviewLinks.Address(address, await new ReviewLinks(host.Services.Store.Records, RandomNumberGenerator.GetBytes).CreateAsync(link, cancellation));
    }

    /// <summary>Opens the link, signs in with the key, and sends the form that approves, as a person does.</summary>
    public static async Task<Outcome<Uri>> ApproveAsync(Uri link, string key, CancellationToken cancellation)
    {
        using var browser = new DemoBrowser();
        var signIn = await browser.OpenAsync(link, cancellation);
        var review = signIn.Forms is [var form]
            ? await browser.SendAsync(signIn, form, new Dictionary<string, string> { ["key"] = key }, cancellation)
            : signIn;
        if (review.Forms.FirstOrDefault(found => found.Hidden.GetValueOrDefault("kind") == "approve") is not { } approve)
        {
            return CliCodes.DemoFailed.Fail<Uri>($"the page at {review.Address.AbsolutePath} offers no approval");
        }

        var decided = await browser.SendAsync(review, approve, new Dictionary<string, string> { ["reason"] = "looked at in the demonstration" }, cancellation);
        return decided.IsGood ? Outcome.Of(decided.Address) : CliCodes.DemoFailed.Fail<Uri>($"the page at {decided.Address.AbsolutePath} did not take the approval");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_pages is not null)
        {
            await _pages.StopAsync();
            await _pages.DisposeAsync();
        }
    }

    private async Task<WebApplication> StartAsync(CancellationToken cancellation)
    {
        var pages = new ServeHost(host, new ServeOptions(new Uri("http://127.0.0.1:0"), [], Timeout.InfiniteTimeSpan, new HostOptions()), time).Compose();
        await pages.StartAsync(cancellation);
        return pages;
    }
}
