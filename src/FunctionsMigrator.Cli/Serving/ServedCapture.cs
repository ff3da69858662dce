using FunctionsMigrator.Cli.Drifting;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Cli.Serving;

/// <summary>Takes drift over into the clone that the server stands in, by whoever asked.</summary>
/// <param name="host">The store and the clone.</param>
/// <param name="people">Who is who now.</param>
/// <param name="time">The time of commits.</param>
internal sealed class ServedCapture(LocalHost host, Func<CancellationToken, Task<PeopleDocument?>> people, TimeProvider time) : IDriftCapture
{
    /// <inheritdoc/>
    public async Task<Outcome<CapturedDrift>> CaptureAsync(CaptureDriftRequest request, Caller caller, CancellationToken cancellation)
    {
        if (!caller.Has(AccessRole.Operator))
        {
            return AccessCodes.Forbidden.Fail<CapturedDrift>($"{caller.Name} has no role operator.");
        }

        if (string.IsNullOrWhiteSpace(request.Reason))
        {
            return RunCodes.NoReason.Fail<CapturedDrift>("Drift is taken over for a reason, or not at all.");
        }

        TargetAddress? target;
        try
        {
            target = request.Target is { } address ? TargetAddress.Parse(address) : null;
        }
        catch (FormatException malformed)
        {
            return RunCodes.UnknownTarget.Fail<CapturedDrift>(malformed.Message);
        }

        var order = new DriftCommitRequest(request.Environment, await AuthorAsync(caller, cancellation), request.Reason.Trim(), target);
        var written = await new DriftCommitter(host, time).WriteAsync(order, cancellation);
        return written.TryGet(out var commit)
            ? Outcome.Of(new CapturedDrift(request.Environment, commit.Branch, commit.Commit, [.. commit.Files.Select(file => file.Path)]), [.. commit.Findings])
            : written.As<CapturedDrift>();
    }

    // The git identity that People has for the key; one that it does not know is named as such, and then counts as nobody's approval.
    private async Task<GitIdentity> AuthorAsync(Caller caller, CancellationToken cancellation)
    {
        var document = await people(cancellation);
        return new Persons(document).ByKey(caller.Name) is { } person && document!.People[person].Git is [var address, ..]
            ? new GitIdentity(person, address)
            : new GitIdentity(caller.DisplayName ?? caller.Name, $"{new string([.. caller.Name.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.')])}@localhost");
    }
}
