using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Planning;

/// <summary>
/// A plan while it is made. Items come in the order of their collections, lines leave in the order in which they are applied: each section spills to temporary
/// space, so memory stays flat however long the plan is. The next ledger is written on the way, since items already come in its order.
/// </summary>
internal sealed class PlanDraft(ISpillSpace space, PlanRequest request) : IAsyncDisposable
{
    private const int KeptFindings = 100;

    private readonly Dictionary<(bool Deletes, string Resource), Section> _sections = [];
    private IReadOnlyDictionary<string, int> _ranks = new Dictionary<string, int>();
    private readonly Spilled _ledger = new(space.Create());
    private readonly List<Finding> _findings = [];
    private readonly List<Finding> _lint = [];
    private readonly Dictionary<DriftIgnoreRule, int> _ignored = [];
    private readonly SortedSet<string> _touched = new(StringComparer.Ordinal);

    public IReadOnlyList<Finding> Findings => [.. _findings, .. _lint, .. _ignored.Select(Left)];

    public IReadOnlyCollection<string> Touched => _touched;

    public int LedgerLines { get; private set; }

    public PlanBlock? Block { get; private set; }

    /// <summary>What the structure was compared with; null: it was not.</summary>
    public string? Structure { get; set; }

    /// <summary>Whether any change so far writes to the target.</summary>
    public bool Writes => _sections.Values.Any(section => section.Writes > 0);

    public void Touch(IEnumerable<string> tables) => _touched.UnionWith(tables);

    public void Add(Finding finding, PlanBlock block = PlanBlock.Invalid)
    {
        if (_findings.Count < KeptFindings)
        {
            _findings.Add(finding);
        }

        if (finding.Severity == Severity.Error)
        {
            Block = Block is null || block > Block ? block : Block;
        }
    }

    /// <summary>An item drifted and is left alone by a rule.</summary>
    public void Ignore(DriftIgnoreRule rule) => _ignored[rule] = _ignored.GetValueOrDefault(rule) + 1;

    /// <summary>How many items drifted and are left alone.</summary>
    public int Ignored => _ignored.Values.Sum();

    /// <summary>Adds what the linter found, all of it: the policy says later what it weighs, so that nothing of it blocks the plan here.</summary>
    public void AddLint(IEnumerable<Finding> findings) => _lint.AddRange(findings);

    public ValueTask KeepAsync(LedgerEntry entry, CancellationToken cancellation)
    {
        LedgerLines++;
        return _ledger.Writer.WriteAsync(entry, cancellation);
    }

    /// <summary>Keeps a line of the former ledger as it is written. False when <see cref="FlushLedgerAsync"/> is due.</summary>
    public bool TryKeep(ReadOnlySpan<byte> line)
    {
        LedgerLines++;
        _ledger.Writer.Add(line);
        return !_ledger.Writer.IsFull;
    }

    public ValueTask FlushLedgerAsync(CancellationToken cancellation) => _ledger.Writer.FlushAsync(cancellation);

    /// <summary>Adds a change; its id is given when the plan is put in order.</summary>
    public ValueTask AddAsync(ResourceSlice slice, Change change, CancellationToken cancellation) => SectionOf(slice, change).AddAsync(Remember(change), cancellation);

    /// <summary>Adds a change of a table that points to itself, with the row that its row points to.</summary>
    public ValueTask AddAsync(ResourceSlice slice, Change change, string? parent, CancellationToken cancellation) => SectionOf(slice, change).AddAsync(Remember(change), parent, cancellation);

    /// <summary>Ranks of resources that are other than their slices say.</summary>
    public void Rank(IReadOnlyDictionary<string, int> ranks) => _ranks = ranks;

    /// <summary>The changes in the order in which they are applied, with their ids.</summary>
    public async IAsyncEnumerable<Change> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var number = 0;
        foreach (var section in Ordered())
        {
            await foreach (var change in section.ReadAsync(cancellation))
            {
                yield return change with { Id = (number++).ToString("D6", System.Globalization.CultureInfo.InvariantCulture) };
            }
        }
    }

    public IReadOnlyList<PlanSection> Sections(Func<ResourceSlice, int> managed)
    {
        var first = 0;
        var sections = new List<PlanSection>();
        foreach (var section in Ordered())
        {
            var slice = section.Slice;
            sections.Add(new PlanSection(
                slice.Resource, slice.Kind, RankOf(slice), section.Deletes, first, section.Count, section.Writes, section.Deletes ? managed(slice) : 0));
            first += section.Count;
        }

        return sections;
    }

    public Task<Stream> LedgerAsync(CancellationToken cancellation) => _ledger.RewindAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        foreach (var section in _sections.Values)
        {
            await section.DisposeAsync();
        }
    }

    private Finding Left(KeyValuePair<DriftIgnoreRule, int> ignored) => Core.Findings.Codes.PlanCodes.DriftIgnored.Finding(
        $"{ignored.Value} of {ignored.Key.Items} moved and stay as they are until {ignored.Key.Until}, by {ignored.Key.Owner}'s rule: {ignored.Key.Reason}",
        target: request.Target.Binding.Address.ToString());

    private IEnumerable<Section> Ordered() => _sections.Values
        .OrderBy(section => section.Deletes)
        .ThenBy(section => section.Deletes ? -RankOf(section.Slice) : RankOf(section.Slice))
        .ThenBy(section => section.Slice.Resource, StringComparer.Ordinal);

    private int RankOf(ResourceSlice slice) => _ranks.GetValueOrDefault(slice.Resource, slice.Rank);

    private Section SectionOf(ResourceSlice slice, Change change)
    {
        var key = (change.Action is ChangeAction.Delete, slice.Resource);
        if (!_sections.TryGetValue(key, out var section))
        {
            _sections[key] = section = new Section(slice, change.Action is ChangeAction.Delete, new Spilled(space.Create()));
        }

        return section;
    }

    // A change that was taken back once is high risk until its note says that it is meant to be tried again.
    private Change Remember(Change change)
    {
        if (!change.Writes || !request.TakenBack.TryGetValue(PlanRequest.TakenBackKey(change.Item, change.Post), out var run) || request.Retries.Contains(run))
        {
            return change;
        }

        Add(Core.Findings.Codes.PlanCodes.TakenBack.Finding(
            $"{change.Item} is what run {run} took back.", change.Place, request.Target.Binding.Address.ToString(), $"Add `retry: {run}` to its change note when it is meant to be tried again."));
        return change with { Risk = RiskLevel.High, Reasons = [$"taken back by {run}", .. change.Reasons] };
    }

    private sealed class Section(ResourceSlice slice, bool deletes, Spilled lines) : IAsyncDisposable
    {
        private readonly List<long> _starts = [];
        private ParentOrder? _parents;

        public ResourceSlice Slice => slice;

        public bool Deletes => deletes;

        public int Count { get; private set; }

        public int Writes { get; private set; }

        public ValueTask AddAsync(Change change, CancellationToken cancellation)
        {
            Count++;
            Writes += change.Writes ? 1 : 0;
            return lines.Writer.WriteAsync(change, cancellation);
        }

        public ValueTask AddAsync(Change change, string? parent, CancellationToken cancellation)
        {
            _starts.Add(lines.Writer.Length);
            _parents ??= new ParentOrder();
            _parents.Add(change.Item.Key, parent, change.Action is ChangeAction.Create or ChangeAction.Delete);
            return AddAsync(change, cancellation);
        }

        public async IAsyncEnumerable<Change> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
        {
            var stream = await lines.RewindAsync(cancellation);
            if (_parents?.Order(deletes) is not { } order)
            {
                await foreach (var change in StoreExtensions.ReadLinesAsync<Change>(stream, cancellation))
                {
                    yield return change;
                }

                yield break;
            }

            foreach (var number in order)
            {
                var line = new byte[(number + 1 < _starts.Count ? _starts[number + 1] : lines.Writer.Length) - _starts[number]];
                stream.Position = _starts[number];
                await stream.ReadExactlyAsync(line, cancellation);
                yield return System.Text.Json.JsonSerializer.Deserialize<Change>(line, FmJson.Line)!;
            }
        }

        public ValueTask DisposeAsync() => lines.DisposeAsync();
    }

    /// <summary>Lines in temporary space.</summary>
    private sealed class Spilled(Stream stream) : IAsyncDisposable
    {
        public JsonLineWriter Writer { get; } = new(stream);

        public async Task<Stream> RewindAsync(CancellationToken cancellation)
        {
            await Writer.FlushAsync(cancellation);
            stream.Position = 0;
            return stream;
        }

        public ValueTask DisposeAsync() => stream.DisposeAsync();
    }
}
