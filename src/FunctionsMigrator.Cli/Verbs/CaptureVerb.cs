using System.CommandLine;
using System.Text;
using FunctionsMigrator.Adapters.Metadata;
using FunctionsMigrator.Cli.Capturing;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Capturing;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm capture</c>.</summary>
internal sealed class CaptureVerb : LocalVerb
{
    private static readonly Dictionary<string, ResourceKind> Kinds = new(StringComparer.Ordinal)
    {
        ["settings"] = ResourceKind.Settings,
        ["flags"] = ResourceKind.FeatureFlags,
        ["documents"] = ResourceKind.Documents,
        ["reference-data"] = ResourceKind.ReferenceData,
        ["sql"] = ResourceKind.SqlMigrations,
    };

    private readonly Option<string> _environment = new("--env") { HelpName = "NAME", Description = "The environment whose live state is right.", Required = true };
    private readonly Option<string[]> _resource = new("--resource") { HelpName = "NAME", Description = "Only this resource; may be given again. Default: all that the environment holds." };
    private readonly Option<string?> _kind = new("--kind") { HelpName = "KIND", Description = "Make a resource that git does not have: settings, flags, documents, reference-data or sql." };
    private readonly Option<string?> _target = new("--target") { HelpName = "TARGET", Description = "The target to read, as test/local/app-config. With --kind: the name of the new resource's target, or such an address." };
    private readonly Option<string?> _region = new("--region") { HelpName = "NAME", Description = "The region to read. Default: the first, and all others must agree with it." };
    private readonly Option<string?> _table = new("--table") { HelpName = "TABLE", Description = "With --kind reference-data: the table." };
    private readonly Option<string?> _key = new("--key") { HelpName = "COLUMNS", Description = "With --kind reference-data: the key columns, parted by commas. Default: the table's own key." };
    private readonly Option<string?> _path = new("--path") { HelpName = "PATH", Description = "With --kind: the file of rows, or the folder of documents or scripts, below metadata/. Default: called like the resource." };
    private readonly Option<bool> _check = new("--check") { Description = "Write nothing; show what would be written." };

    public CaptureVerb()
        : base("capture", "Write what is live in an environment into the repository, so that its way to production starts with a commit.")
    {
        Details = "Refreshes the values, rows and documents of declared resources and leaves everything else in their files as it is: comments, order, variables that give what is live. Updates checksums.lock. " +
            "Reads targets and writes to none; secrets and items marked sensitive are never written.";
        Examples =
        [
            new("fm capture --env test", "Everything that the repository declares, as it is in test now."),
            new("fm capture --env test --check", "Only look: exit code 2 when test and git differ."),
            new("fm capture --env test --resource currencies --kind reference-data --target app-db --table currencies", "A table that git does not have yet, as metadata/currencies.yaml and .csv."),
            new("fm capture --env test --resource shop-schema --kind sql --target app-db", "The catalogue of a database as the baseline of its scripts."),
        ];
        Exits = ["0 Written, or git says the same already.", "1 Something that differs was not captured, and the message says why; the rest is written.", "2 With --check: something would be written."];
        Add(_environment);
        Add(_resource);
        Add(_kind);
        Add(_target);
        Add(_region);
        Add(_table);
        Add(_key);
        Add(_path);
        Add(_check);
        Validators.Add(result =>
        {
            var kind = result.GetValue(_kind);
            if (kind is not null && !Kinds.ContainsKey(kind))
            {
                result.AddError($"--kind '{kind}' is unknown.{DidYouMean.Hint(kind, Kinds.Keys)} Known: {string.Join(", ", Kinds.Keys)}");
            }
            else if (kind is not null && (result.GetValue(_resource) is not [_] || result.GetValue(_target) is null))
            {
                result.AddError("--kind makes one new resource: give its name with --resource and its target with --target");
            }
            else if (kind is null && (result.GetValue(_table) ?? result.GetValue(_key) ?? result.GetValue(_path)) is not null)
            {
                result.AddError("--table, --key and --path belong to a new resource: give its --kind too");
            }
            else if (result.GetValue(_target) is { } target && (kind is null || target.Contains('/', StringComparison.Ordinal)) && Address(target) is null)
            {
                result.AddError($"--target '{target}' is no address such as test/local/app-config");
            }
            else if (result.GetValue(_region) is not null && result.GetValue(_target)?.Contains('/', StringComparison.Ordinal) is true)
            {
                result.AddError("--region and an address in --target say the same twice");
            }
        });
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, LocalHost host, CancellationToken cancellation)
    {
        var opened = await host.Parts.OpenTreeAsync(revision: null, cancellation);
        if (!opened.TryGet(out var tree))
        {
            return call.Fail(opened.Findings);
        }

        var read = await host.Parts.Metadata.ReadAsync(tree, cancellation);
        if (!read.TryGet(out var repository))
        {
            return call.Fail(read.Findings);
        }

        await using var files = new CaptureFolder(host.Parts.Folder, tree);
        var (resources, findings) = (new List<CapturedResource>(), new List<Finding>());
        await foreach (var captured in new EnvironmentCapture(host.Services, new MetadataEditor()).RunAsync(repository, Request(call), files, cancellation))
        {
            if (captured.TryGet(out var resource))
            {
                resources.Add(resource);
                CaptureText.Resource(call.Output, resource);
            }

            foreach (var finding in captured.Succeeded ? captured.Value.Findings : captured.Findings)
            {
                findings.Add(finding);
                call.Output.ErrorFinding(finding);
            }
        }

        return await EndAsync(call, host, files, resources, findings, cancellation);
    }

    private async Task<int> EndAsync(Call call, LocalHost host, CaptureFolder files, List<CapturedResource> resources, List<Finding> findings, CancellationToken cancellation)
    {
        if (files.Changes.Count > 0 && await SettleAsync(host, files, cancellation) is { Count: > 0 } wrong)
        {
            return call.Fail(wrong);
        }

        var (changes, check) = (files.Changes, call.Get(_check));
        if (check)
        {
            // The checksums say nothing that the other files do not show.
            foreach (var file in changes.Where(file => file.Path != ChecksumsLock.FileName))
            {
                await CaptureText.DiffAsync(call.Output, files, file, cancellation);
            }
        }
        else
        {
            // From here on it is not stopped: a repository with half of the files would be none.
            files.Commit();
            foreach (var file in changes)
            {
                call.Output.Line(($"{file.Action} ", Tone.Plain), (file.Path, Tone.Reference));
            }

            foreach (var finding in await IgnoredAsync(host, changes))
            {
                findings.Add(finding);
                call.Output.ErrorFinding(finding);
            }
        }

        if (changes.Count == 0)
        {
            call.Output.Line("nothing to write", Tone.Good);
        }
        else if (!check)
        {
            Next(call, resources);
        }

        call.Output.Document(new CaptureDocument(call.Get(_environment)!, !check && changes.Count > 0, changes, resources, findings));
        return findings.Any(finding => finding.Severity == Severity.Error) ? ExitCode.Failed : check && changes.Count > 0 ? ExitCode.Pending : ExitCode.Done;
    }

    // A plan refuses a database that holds objects and has no history, until somebody says what stands there.
    private void Next(Call call, IReadOnlyList<CapturedResource> resources)
    {
        var environment = call.Get(_environment);
        if (resources.FirstOrDefault(resource => resource.Kind is ResourceKind.SqlMigrations && resource.Items.Count > 0) is { } scripts)
        {
            call.Output.Line(("next: commit, and ", Tone.Faint), ($"fm sql baseline --env {environment} --resource {scripts.Name} --reason \"taken over as it is\"", Tone.Reference));
            return;
        }

        call.Output.Line(("next: ", Tone.Faint), ($"fm plan --env {environment}", Tone.Reference), (", and commit", Tone.Faint));
    }

    /// <summary>Reads the repository that the files make and adds its checksums; answers what keeps it from being written.</summary>
    private static async Task<IReadOnlyList<Finding>> SettleAsync(LocalHost host, CaptureFolder files, CancellationToken cancellation)
    {
        var after = await host.Parts.Metadata.ReadAsync(files.Tree, cancellation);
        if (!after.TryGet(out var repository))
        {
            return after.Findings;
        }

        var sums = Encoding.UTF8.GetBytes(ChecksumsLock.Of(repository.Manifest).Write());
        await files.WriteAsync(ChecksumsLock.FileName, (stream, token) => stream.WriteAsync(sums, token).AsTask(), cancellation);
        return files.Obstacles();
    }

    // A file that git ignores would be in the checksums and in no commit.
    private static async Task<IReadOnlyList<Finding>> IgnoredAsync(LocalHost host, IReadOnlyList<CapturedFile> changes)
    {
        var tree = await host.Parts.OpenTreeAsync(revision: null, CancellationToken.None);
        var known = tree.Succeeded ? tree.Value.Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal) : null;
        return
        [
            .. changes.Where(file => known is not null && file.Action != "removed" && !known.Contains(file.Path)).Select(file => CaptureCodes.Place.Finding(
                $"{file.Path} is written, but git ignores it.", new Place(file.Path), remedy: "Take it out of .gitignore, then `fm checksum`.")),
        ];
    }

    private CaptureRequest Request(Call call)
    {
        var (target, names) = (call.Get(_target), call.Get(_resource) ?? []);
        var address = target is null ? null : Address(target);
        var fresh = call.Get(_kind) is { } kind
            ? new NewResource(names[0], Kinds[kind], address?.Target ?? target!, call.Get(_table), call.Get(_key)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), call.Get(_path))
            : null;
        return new CaptureRequest(call.Get(_environment)!, names, address, call.Get(_region), fresh);
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
