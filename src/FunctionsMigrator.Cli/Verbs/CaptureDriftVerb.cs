using System.CommandLine;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Adapters.Proposals;
using FunctionsMigrator.Cli.Capturing;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Drifting;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Scaffolding;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Capturing;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Settings;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm drift capture</c>.</summary>
internal sealed class CaptureDriftVerb : LocalVerb
{
    private const int MostBytes = 32 << 20;

    private readonly Argument<string> _environment = new("environment") { HelpName = "ENVIRONMENT", Description = "The environment whose live values are right." };
    private readonly Option<string[]> _resource = new("--resource") { HelpName = "NAME", Description = "Only this resource; may be given again. Default: those of which something drifted." };
    private readonly Option<string?> _target = new("--target") { HelpName = "TARGET", Description = "The target to read, as production/west/app-config. Default: the first, and all others must agree with it." };
    private readonly Option<string?> _branch = new("--branch") { HelpName = "NAME", Description = "The branch to make. Default: drift/ENVIRONMENT-TIME." };
    private readonly Option<bool> _pullRequest = new("--pull-request")
    {
        Description = "Also make branch and commit where `origin` is (GitHub, GitLab, Azure DevOps or Bitbucket Cloud), and open a pull request; the secret pull-request-token (FM_SECRET_PULL_REQUEST_TOKEN) may write branches and pull requests.",
    };

    private readonly Option<string?> _author = Author.CreateOption();

    public CaptureDriftVerb()
        : base("capture", "Take drifted values over into git, as a commit on a branch of its own.")
    {
        Details = "The branch starts from the commit that the environment holds, so that it brings what drifted and nothing else; neither the work tree nor the branch that is checked out is touched. Push and merge it, and the next run adopts the values instead of stopping at them. Sensitive values are never written.";
        Examples =
        [
            new("fm drift capture production", "All that drifted."),
            new("fm drift capture production --target production/west/app-config --branch keep-west", "Where regions differ, the one that is right."),
        ];
        Exits = ["0 The commit stands, or git says the same already.", "1 Something was not captured, and the message says why; the rest stands in the commit."];
        Add(_environment);
        Add(_resource);
        Add(_target);
        Add(_branch);
        Add(_pullRequest);
        Add(_author);
        Validators.Add(result =>
        {
            if (result.GetValue(_target) is { } target && Address(target) is null)
            {
                result.AddError($"--target '{target}' is no address such as production/west/app-config");
            }
        });
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, LocalHost host, CancellationToken cancellation)
    {
        var environment = call.Get(_environment)!;
        var provider = call.Get(_pullRequest) ? await ProviderAsync(call, host, cancellation) : Outcome.Of<IProposals?>(null);
        if (!provider.TryGet(out var found))
        {
            return call.Fail(provider.Findings);
        }

        using var proposals = found;
        var author = Author.Of(call, _author, host.Parts.Folder.Path);
        if (!author.TryGet(out var person))
        {
            return call.Fail(author.Findings);
        }

        var request = new DriftCommitRequest(
            environment, person, Target: call.Get(_target) is { } target ? Address(target) : null, Resources: call.Get(_resource), Branch: call.Get(_branch));
        var written = await new DriftCommitter(host, call.Session.Time).WriteAsync(request, cancellation, captured => Tell(call, captured));
        return written.TryGet(out var commit) ? await ToldAsync(call, host, commit, proposals, cancellation) : call.Fail(written.Findings);
    }

    private static void Tell(Call call, Outcome<CapturedResource> captured)
    {
        if (captured.TryGet(out var resource))
        {
            CaptureText.Resource(call.Output, resource);
        }

        foreach (var finding in captured.Succeeded ? captured.Value.Findings : captured.Findings)
        {
            call.Output.ErrorFinding(finding);
        }
    }

    private async Task<int> ToldAsync(Call call, LocalHost host, DriftCommit commit, IProposals? proposals, CancellationToken cancellation)
    {
        var (environment, findings) = (call.Get(_environment)!, commit.Findings);
        var exit = findings.Any(finding => finding.Severity is Severity.Error) ? ExitCode.Failed : ExitCode.Done;
        if (commit.Branch is null)
        {
            call.Output.Line("git says the same already: nothing to commit", Tone.Good);
            call.Output.Document(new CapturedDriftDocument(environment, null, null, [], findings));
            return exit;
        }

        foreach (var file in commit.Files)
        {
            call.Output.Line(($"{file.Action} ", Tone.Plain), (file.Path, Tone.Reference));
        }

        call.Output.Line(
            ("commit ", Tone.Faint), (commit.Commit![..7], Tone.Strong), (" on branch ", Tone.Faint), (commit.Branch, Tone.Strong), ($", behind {commit.Good.Commit[..7]}", Tone.Faint));
        Uri? address = null;
        if (proposals is null)
        {
            call.Output.Line(("next: ", Tone.Faint), ($"git push origin {commit.Branch}", Tone.Reference), (", and merge it", Tone.Faint));
        }
        else
        {
            var offered = await ProposeAsync(host, commit, proposals, cancellation);
            if (!offered.TryGet(out var opened))
            {
                return call.Fail(offered.Findings);
            }

            address = opened.Address;
            call.Output.Line(("pull request ", Tone.Faint), (address.ToString(), Tone.Reference));
            if (opened.Already)
            {
                findings = [.. findings, DriftCodes.AlreadyProposed.Finding($"{address} is open from {commit.Branch}.")];
                call.Output.ErrorFinding(findings[^1]);
            }
        }

        call.Output.Document(new CapturedDriftDocument(environment, commit.Branch, commit.Commit, commit.Files, findings) { PullRequest = address });
        return exit;
    }

    private static async Task<Outcome<OpenedProposal>> ProposeAsync(LocalHost host, DriftCommit commit, IProposals proposals, CancellationToken cancellation)
    {
        var opened = await host.Services.Git.OpenTreeAsync(host.Parts.Folder.Path, commit.Commit!, new SourceLimits(), cancellation);
        if (!opened.TryGet(out var tree))
        {
            return opened.As<OpenedProposal>();
        }

        var contents = await ContentsAsync(tree, commit.Files, cancellation);
        return contents.TryGet(out var files)
            ? await proposals.OpenAsync(new Proposal(commit.Branch!, commit.Good.Commit, commit.Title, commit.Body, commit.Author, commit.At, files), cancellation)
            : contents.As<OpenedProposal>();
    }

    private static async Task<Outcome<IReadOnlyList<ProposedFile>>> ContentsAsync(ISourceTree tree, IReadOnlyList<CapturedFile> files, CancellationToken cancellation)
    {
        var (contents, left) = (new List<ProposedFile>(), (long)MostBytes);
        var lengths = tree.Files.ToDictionary(file => file.Path, file => file.Length, StringComparer.Ordinal);
        foreach (var file in files)
        {
            await using var stream = file.Action == "removed" ? null : await tree.OpenAsync(file.Path, cancellation);
            if ((left -= lengths.GetValueOrDefault(file.Path)) < 0)
            {
                return DriftCodes.NotProposed.Fail<IReadOnlyList<ProposedFile>>("What changes is larger than 32 MiB, which no provider takes over its interface.");
            }

            using var bytes = new MemoryStream();
            await (stream?.CopyToAsync(bytes, cancellation) ?? Task.CompletedTask);
            contents.Add(new ProposedFile(file.Path, stream is null ? null : bytes.ToArray(), file.Action == "added"));
        }

        return Outcome.Of<IReadOnlyList<ProposedFile>>(contents);
    }

    // Asked before anything is made. The token is that of the person or job who asks; it is read where every secret is, and only for this.
    private static async Task<Outcome<IProposals?>> ProviderAsync(Call call, LocalHost host, CancellationToken cancellation)
    {
        var names = ProposalSettings.All.Select(setting => setting.Name).ToHashSet(StringComparer.Ordinal);
        var read = new SettingReader(call.Session.Surroundings.Variables.Where(pair => names.Contains(pair.Key)), ProposalSettings.All);
        var options = ProposalOptions.Read(read);
        if (read.Findings.Count > 0)
        {
            return Outcome.Fail<IProposals?>(read.Findings);
        }

        var found = ProviderAddress.Find(options, GitRepositories.OriginOf(host.Parts.Folder.Path));
        if (!found.TryGet(out var address))
        {
            return found.As<IProposals?>();
        }

        var token = await host.Parts.Secrets.GetAsync(null, options.TokenSecret, cancellation);
        if (!token.TryGet(out var secret))
        {
            return token.As<IProposals?>();
        }

        return secret.Any(c => c is <= ' ' or > '~')
            ? DriftCodes.ProposalToken.Fail<IProposals?>($"The secret '{options.TokenSecret}' holds characters that no token has.")
            : Outcome.Of<IProposals?>(address.Open(secret, call.Session.Time));
    }

    private static TargetAddress? Address(string text)
    {
        try
        {
            return TargetAddress.Parse(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
