using System.Globalization;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Cli.Checklist.Checks;

/// <summary>Where a target can tell when it was last backed up, that is not too long ago.</summary>
internal sealed class BackupCheck : IChecklistCheck
{
    /// <inheritdoc/>
    public string Name => "backup";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ChecklistLine>> RunAsync(ChecklistSubject subject, CancellationToken cancellation)
    {
        if (subject.Repository is null)
        {
            return this.Unread();
        }

        var bound = await subject.BindAsync(cancellation);
        if (!bound.TryGet(out var bindings))
        {
            return [this.Unknown("the targets cannot be listed; see 'access'")];
        }

        var lines = new List<ChecklistLine>();
        foreach (var binding in bindings)
        {
            lines.Add(await LookAsync(subject, binding, cancellation));
        }

        return lines;
    }

    private async Task<ChecklistLine> LookAsync(ChecklistSubject subject, TargetBinding binding, CancellationToken cancellation)
    {
        var address = binding.Address.ToString();
        var opened = await subject.Host.Parts.TargetTypes[binding.Type].OpenAsync(binding, TargetAccess.Plan, cancellation);
        if (!opened.TryGet(out var target))
        {
            return this.Unknown("the target cannot be opened; see 'access'", target: address);
        }

        await using (target)
        {
            var asked = await target.LastBackupAsync(cancellation);
            return asked.TryGet(out var last)
                ? Judge(binding, last, subject.Host.Services.Time.GetUtcNow(), subject.Request.BackupWithin)
                : this.Unknown($"{binding.Type} did not answer: {asked.Findings[0].Message}", asked.Findings[0].Remedy, address);
        }
    }

    /// <summary>The line of a target that answered: null is a target that cannot tell.</summary>
    public ChecklistLine Judge(TargetBinding binding, DateTimeOffset? last, DateTimeOffset now, TimeSpan within)
    {
        var address = binding.Address.ToString();
        if (last is not { } at)
        {
            return this.Unknown($"{binding.Type} cannot tell when it was backed up", target: address);
        }

        var when = string.Create(CultureInfo.InvariantCulture, $"{binding.Type}: last archived {at.UtcDateTime:yyyy-MM-dd HH:mm}Z, allowed are {DurationJsonConverter.Format(within)}");
        return now - at <= within ? this.Pass(when, address) : this.Fail(when, "Find out why the archiver stands still, or make a backup now.", address);
    }
}
