using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Telemetry;
using FunctionsMigrator.Testing;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Architecture.Tests;

/// <summary>What the product tells about itself is listed in the documents, all of it.</summary>
public sealed partial class LogDocumentTests
{
    private const string App = "FunctionsMigrator.Functions";

    private static readonly (int First, string Area)[] Areas =
    [
        (1, "The embedded engine"), (100, "Runs"), (200, "Waves"), (300, "Steps"), (400, "Sweeps"), (420, "Notices"), (500, "Requests"), (600, "`fm serve`"),
    ];

    [Fact]
    public void Every_entry_of_the_log_is_in_the_document_as_the_code_has_it()
    {
        var entries = Entries();
        var text = new StringBuilder();
        text.Append("# Log entries\n\n");
        text.Append("Every entry has a number and a name that never change: filter by them. Parameters keep their names too, and stand as attributes in what is exported.\n");
        text.Append("`RunId` is the run, `PlanDigest` its plan, whole; it is empty before there is one. `Code` is a code of [failures.md](failures.md). No entry holds a secret, and none about a run a value;\n");
        text.Append("`Problem` and `Finding` are messages of findings, which may quote what stands in git.\n\n");
        text.Append("This page is written from the code by a test (`FM_APPROVE=1 dotnet test` rewrites it).\n");
        foreach (var (first, area) in Areas.Where(area => entries.Any(entry => AreaOf(entry.EventId) == area)))
        {
            text.Append($"\n## {area}\n\n| number | name | level | text |\n|---|---|---|---|\n");
            foreach (var entry in entries.Where(entry => AreaOf(entry.EventId).First == first))
            {
                text.Append($"| {entry.EventId} | {entry.EventName} | {entry.Level} | {entry.Message} |\n");
            }
        }

        text.Append("\n## The Functions app\n\n| number | name | level | text |\n|---|---|---|---|\n");
        foreach (var entry in OfTheApp())
        {
            text.Append($"| {entry.EventId} | {entry.EventName} | {entry.Level} | {entry.Message} |\n");
        }

        Approved.MatchesInRepository(text.ToString(), "docs/logs.md");
    }

    [Fact]
    public void Entries_have_numbers_and_names_of_their_own()
    {
        var entries = Entries();

        Assert.True(entries.Count > 20, "the entries were not found");
        Assert.Empty(entries.GroupBy(entry => entry.EventId).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.Empty(entries.GroupBy(entry => entry.EventName).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.All(entries, entry => Assert.True(entry.EventName is { Length: > 0 } && entry.EventId > 0, entry.Message));
    }

    [Fact]
    public void An_entry_of_the_Functions_app_has_a_number_of_its_own_or_is_that_of_the_embedded_engine()
    {
        var names = Entries().ToDictionary(entry => entry.EventId, entry => entry.EventName);
        var app = OfTheApp();

        Assert.True(app.Count > 5, "the entries were not found");
        Assert.Empty(app.GroupBy(entry => entry.EventId).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.All(app, entry => Assert.Equal(entry.EventName, names.GetValueOrDefault(entry.EventId, entry.EventName)));
    }

    [Fact]
    public void Nothing_is_logged_past_the_catalogue()
    {
        var past = Projects.Assemblies.SelectMany(assembly => Calls(assembly.Location).Where(call => call.StartsWith("LoggerExtensions.Log", StringComparison.Ordinal)).Select(call => $"{assembly.GetName().Name}: {call}"));

        Assert.Empty(past);
    }

    [Fact]
    public void Every_instrument_and_every_attribute_is_in_the_document()
    {
        var document = File.ReadAllText(Path.Combine(SourceFolders.Repository, "docs", "telemetry.md"));
        using var telemetry = new FmTelemetry();
        var instruments = new List<Instrument>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter == telemetry.Meter)
            {
                instruments.Add(instrument);
            }
        };
        listener.Start();

        Assert.True(instruments.Count > 10, "the instruments were not found");
        Assert.All(instruments, instrument => Assert.Contains($"| `{instrument.Name}` | {KindOf(instrument)} | {instrument.Unit} |", document, StringComparison.Ordinal));
        Assert.All(
            typeof(TelemetryNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!),
            name => Assert.Contains($"`{name}`", document, StringComparison.Ordinal));
    }

    private static (int First, string Area) AreaOf(int number) => Areas.Last(area => area.First <= number);

    private static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0].ToLowerInvariant();

    private static List<LoggerMessageAttribute> Entries() =>
    [
        .. Projects.Assemblies.SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .OrderBy(entry => entry.EventId),
    ];

    // The app's assembly is built where its packages are; its sources are here always.
    private static List<LoggerMessageAttribute> OfTheApp() =>
    [
        .. Directory.GetFiles(Path.Combine(SourceFolders.Repository, "src", App), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(SourceFolders.Repository, file).Replace('\\', '/').Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => Declared().Matches(File.ReadAllText(file)))
            .Select(match => new LoggerMessageAttribute
            {
                EventId = int.Parse(match.Groups["id"].Value, CultureInfo.InvariantCulture),
                EventName = match.Groups["name"].Value is { Length: > 0 } name ? name : match.Groups["method"].Value,
                Level = Enum.Parse<LogLevel>(match.Groups["level"].Value),
                Message = match.Groups["text"].Value,
            })
            .OrderBy(entry => entry.EventId),
    ];

    [GeneratedRegex("""\[LoggerMessage\((EventId = )?(?<id>[0-9]+), (EventName = "(?<name>\w+)", )?(Level = )?LogLevel\.(?<level>\w+), (Message = )?"(?<text>[^"]*)"\)\]\s+(public|private|internal) static partial void (?<method>\w+)\(""")]
    private static partial Regex Declared();

    private static List<string> Calls(string file)
    {
        using var assembly = new PEReader(File.OpenRead(file));
        var reader = assembly.GetMetadataReader();
        return
        [
            .. reader.MemberReferences.Select(handle => reader.GetMemberReference(handle))
                .Where(member => member.Parent.Kind == HandleKind.TypeReference)
                .Select(member => $"{reader.GetString(reader.GetTypeReference((TypeReferenceHandle)member.Parent).Name)}.{reader.GetString(member.Name)}"),
        ];
    }
}
