using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Core.Audit;

/// <summary>How one kind of chain is read.</summary>
/// <param name="Name">The run or environment.</param>
/// <param name="Format">Version of a record's shape.</param>
/// <param name="IsPlaced">Whether a record says itself that it belongs to this chain, at this number.</param>
/// <param name="Previous">The digest of the record before.</param>
/// <param name="Inspect">What else is wrong with a record, null for nothing.</param>
internal sealed record ChainRules<T>(
    string Name, Func<T, int> Format, Func<T, int, bool> IsPlaced, Func<T, Digest?> Previous, Func<T, int, Finding?> Inspect)
    where T : class;

/// <summary>
/// Walks a chain from its first record and stops at the first bad one. Whether two neighbours fit does not tell which of them was edited; the one behind tells, or
/// the anchor: a record whose own digest is confirmed is as it was written, so the one before it is not.
/// </summary>
internal sealed class ChainWalk<T>(IAuditSource source, ChainRules<T> rules, AuditAnchor? anchor)
    where T : class
{
    private int _count;
    private Digest? _head;

    // The number of the record before the last, while it is open whether it or the last was edited.
    private int? _doubt;

    public async Task<AuditVerdict> RunAsync(CancellationToken cancellation)
    {
        await foreach (var name in source.ListAsync(AuditNames.Folder(rules.Name), cancellation))
        {
            if (await StepAsync(name, cancellation) is { } bad)
            {
                return bad;
            }
        }

        if (_doubt is { } doubt)
        {
            return Bad(doubt, AuditCodes.Edited, $"it or {AuditNames.Of(rules.Name, _count)} is not as it was written");
        }

        return _count < anchor?.Count
            ? Bad(_count + 1, AuditCodes.CutTail, $"{anchor.Count} were written, {_count} are left")
            : new AuditVerdict(rules.Name, AuditState.Intact, _count, _head);
    }

    private async Task<AuditVerdict?> StepAsync(string name, CancellationToken cancellation)
    {
        var number = _count + 1;
        if (AuditNames.NumberIn(rules.Name, name) is not { } found)
        {
            return Bad(name, AuditCodes.Foreign.Finding($"{name} is no record of {rules.Name}; expected {AuditNames.Of(rules.Name, number)} or nothing."));
        }

        if (found != number || await source.ReadAsync(name, cancellation) is not { } bytes)
        {
            return _doubt is { } doubt ? Edited(doubt) : Bad(number, AuditCodes.Gap, $"it is missing, {name} is there");
        }

        if (AuditFormat.Read<T>(bytes) is not { } record)
        {
            return Edited(_doubt ?? number);
        }

        return Settle(record) ?? Judge(record, number, Digest.Of(bytes));
    }

    // The record behind the doubted pair confirms the second of them, or not.
    private AuditVerdict? Settle(T record) =>
        _doubt is { } doubt ? Edited(rules.Previous(record) == _head ? doubt : doubt + 1) : null;

    private AuditVerdict? Judge(T record, int number, Digest digest)
    {
        if (rules.Format(record) < AuditRecord.PresentFormat)
        {
            return Edited(number);
        }

        if (rules.Format(record) > AuditRecord.PresentFormat)
        {
            return Bad(number, AuditCodes.Format, $"it has format {rules.Format(record)}, this program knows {AuditRecord.PresentFormat}");
        }

        if (!rules.IsPlaced(record, number))
        {
            return Bad(number, AuditCodes.Moved, "what it says of its place is not where it stands");
        }

        var fits = rules.Previous(record) == _head;
        var confirmed = anchor?.Count == number ? anchor.Head == digest : (bool?)null;
        if (confirmed is false || (!fits && number == 1))
        {
            return Edited(number);
        }

        if (!fits && confirmed is true)
        {
            return Edited(number - 1);
        }

        // What a record says is looked at only where the chain fits: else its neighbour's edit would be held against it.
        if (fits && rules.Inspect(record, number) is { } finding)
        {
            return Bad(AuditNames.Of(rules.Name, number), finding);
        }

        _doubt = fits ? null : number - 1;
        (_count, _head) = (number, digest);
        return null;
    }

    private AuditVerdict Edited(int number) => Bad(number, AuditCodes.Edited, "its bytes are not those that the chain was built on");

    private AuditVerdict Bad(int number, FailureCode code, string what)
    {
        var name = AuditNames.Of(rules.Name, number);
        return Bad(name, code.Finding($"{name}: {what}."), number - 1);
    }

    private AuditVerdict Bad(string name, Finding finding, int? whole = null) =>
        new(rules.Name, AuditState.Broken, whole ?? _count, BadRecord: name, Finding: finding);
}
