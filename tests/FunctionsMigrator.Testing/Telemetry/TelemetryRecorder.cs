using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using FunctionsMigrator.Core.Telemetry;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Testing.Telemetry;

/// <summary>Keeps everything that one <see cref="FmTelemetry"/> tells, as an exporter would; what others tell in the same process is not heard.</summary>
public sealed class TelemetryRecorder : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Activity> _spans = [];
    private readonly List<Measured> _measured = [];
    private readonly EntryLog _log = new();
    private readonly ActivityListener _activities;
    private readonly MeterListener _meters = new();

    /// <summary>Begins to listen.</summary>
    public TelemetryRecorder()
    {
        Telemetry = new FmTelemetry(_log);
        _activities = new ActivityListener
        {
            ShouldListenTo = source => source == Telemetry.Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (_gate)
                {
                    _spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_activities);
        _meters.InstrumentPublished = (instrument, meters) =>
        {
            if (instrument.Meter == Telemetry.Meter)
            {
                meters.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meters.Start();
    }

    /// <summary>One measurement.</summary>
    public sealed record Measured(string Instrument, double Value, IReadOnlyDictionary<string, string> Tags);

    /// <summary>One entry of the log, with what its scopes say.</summary>
    public sealed record Entry(LogLevel Level, EventId Id, string Text, IReadOnlyDictionary<string, string> Values);

    /// <summary>What is heard.</summary>
    public FmTelemetry Telemetry { get; }

    /// <summary>The spans that ended.</summary>
    public IReadOnlyList<Activity> Spans
    {
        get
        {
            lock (_gate)
            {
                return [.. _spans];
            }
        }
    }

    /// <summary>The entries of the log.</summary>
    public IReadOnlyList<Entry> Entries => _log.Entries;

    /// <summary>Forgets what was heard.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _spans.Clear();
            _measured.Clear();
        }

        _log.Forget();
    }

    /// <summary>The measurements of an instrument.</summary>
    public IReadOnlyList<Measured> Of(string instrument)
    {
        lock (_gate)
        {
            return [.. _measured.Where(measured => measured.Instrument == instrument)];
        }
    }

    /// <summary>The sums of a counter by the values of its attributes, as <c>production Completed: 1</c>, in order.</summary>
    public IReadOnlyList<string> Sums(string instrument, params string[] tags) =>
    [
        .. Of(instrument)
            .GroupBy(measured => string.Join(' ', tags.Select(tag => measured.Tags.GetValueOrDefault(tag, "-"))))
            .Select(group => $"{group.Key}: {group.Sum(measured => measured.Value).ToString(CultureInfo.InvariantCulture)}")
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Everything that was told, as text, to be searched.</summary>
    public string Everything()
    {
        var spans = Spans.Select(span => $"{span.DisplayName} {span.StatusDescription} {string.Join(' ', span.TagObjects)} {string.Join(' ', span.Events.SelectMany(told => told.Tags))} {string.Join(' ', span.Baggage)}");
        var entries = Entries.Select(entry => $"{entry.Text} {string.Join(' ', entry.Values)}");
        lock (_gate)
        {
            return string.Join('\n', [.. spans, .. entries, .. _measured.Select(measured => $"{measured.Instrument} {measured.Value} {string.Join(' ', measured.Tags)}")]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _activities.Dispose();
        _meters.Dispose();
        Telemetry.Dispose();
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, told) in tags)
        {
            found[name] = Convert.ToString(told, CultureInfo.InvariantCulture) ?? "";
        }

        lock (_gate)
        {
            _measured.Add(new Measured(instrument.Name, value, found));
        }
    }

    private sealed class EntryLog : ILogger
    {
        private readonly LoggerExternalScopeProvider _scopes = new();
        private readonly Lock _gate = new();
        private readonly List<Entry> _entries = [];

        public IReadOnlyList<Entry> Entries
        {
            get
            {
                lock (_gate)
                {
                    return [.. _entries];
                }
            }
        }

        public void Forget()
        {
            lock (_gate)
            {
                _entries.Clear();
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => _scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            _scopes.ForEachScope(static (scope, all) => Take(scope, all), values);
            Take(state, values);
            lock (_gate)
            {
                _entries.Add(new Entry(logLevel, eventId, $"{formatter(state, exception)} {exception}".TrimEnd(), values));
            }
        }

        private static void Take(object? state, Dictionary<string, string> values)
        {
            foreach (var (name, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
            {
                values[name] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            }
        }
    }
}
