using System.Globalization;
using FunctionsMigrator.Bench;
using FunctionsMigrator.Bench.Growth;
using FunctionsMigrator.Bench.Peers;
using FunctionsMigrator.Bench.Rows;

var count = int.TryParse(args.ElementAtOrDefault(1), CultureInfo.InvariantCulture, out var number) ? number : 0;
switch (args.FirstOrDefault())
{
    case "soak":
        await Soak.RunAsync(count > 0 ? count : 10_000);
        return 0;
    case "histories":
        await Histories.RunAsync();
        return 0;
    case "plan":
        await PlanGrowth.RunAsync(args.Length > 1 ? [.. args.Skip(1).Select(text => int.Parse(text, CultureInfo.InvariantCulture))] : [1_000, 10_000, 100_000]);
        return 0;
    case "growth":
        return await GrowthBench.RunAsync(
            args.ElementAtOrDefault(1),
            [.. args.Skip(2).Where(text => char.IsAsciiDigit(text[0])).Select(text => int.Parse(text, CultureInfo.InvariantCulture))],
            args.Skip(2).FirstOrDefault(text => !char.IsAsciiDigit(text[0])));
    case GrowthBench.One:
        await GrowthBench.RunOneAsync([.. args.Skip(1)]);
        return 0;
    case "targets":
        await TargetsBench.RunAsync(count > 0 ? count : 1_000, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 100, args.ElementAtOrDefault(3));
        return 0;
    case TargetsBench.One:
        await TargetsBench.RunOneAsync(args[1]);
        return 0;
    case PlanGrowth.One:
        await PlanGrowth.RunOneAsync(count);
        return 0;
    case "settings":
        await SettingsOnTables.RunAsync(count > 0 ? count : 100_000, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 5, args.ElementAtOrDefault(3));
        return 0;
    case SettingsOnTables.One:
        await SettingsOnTables.RunOneAsync(args[1], args[2], args[3], int.Parse(args[4], CultureInfo.InvariantCulture));
        return 0;
    case "rows":
        await RowsBench.RunAsync(count > 0 ? count : 100_000, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 5, args.ElementAtOrDefault(3));
        return 0;
    case RowsBench.One:
        await RowsBench.RunOneAsync([.. args.Skip(1)]);
        return 0;
    case "peers":
        await PeersBench.RunAsync(count > 0 ? count : 1_000, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 5, args.ElementAtOrDefault(3));
        return 0;
    case PeersBench.One:
        await PeersBench.RunOneAsync([.. args.Skip(1)]);
        return 0;
    case "drift":
        await DriftScan.RunAsync(count > 0 ? count : 1_000_000, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 3, args.ElementAtOrDefault(3));
        return 0;
    case DriftScan.One:
        await DriftScan.RunOneAsync(args[1]);
        return 0;
    case "startup":
        await StartUp.RunAsync(count > 0 ? count : 5, args.ElementAtOrDefault(2));
        return 0;
    case "page":
        await RunPageBench.RunAsync(args.Length > 1 ? [.. args.Skip(1).Select(text => int.Parse(text, CultureInfo.InvariantCulture))] : [10, 1_000]);
        return 0;
    case StartUp.Nothing:
        return 0;
    default:
        Console.Error.WriteLine("""
            soak [RUNS]      small runs on the embedded engine: runs per second, memory, file (default 10000)
            histories        facts and bytes of the histories of every shape of run
            settings [N] [RUNS] [FILE]  N settings in a table of Azurite: plan and apply beside a bare read and a bare batched write (default 100000 5); FILE takes them as JSON
            plan [ROWS...]   plans of so many rows, each in a process of its own: time and memory (default 1000 10000 100000)
            growth items|targets|megabytes [SIZE...] [FILE]  whole runs of growing size, each in a process of its own: time, tenfold steps, memory; FILE takes them as JSON
            targets [TARGETS [ITEMS [FILE]]]  one run over many targets in three waves, from the start to Completed: time, memory, facts of each history (default 1000 targets of 100 items; JSON into the file)
            peers [SCRIPTS [ROUNDS [FILE]]]  scripts on empty databases, and again with nothing to do, beside other tools (default 1000 scripts, 5 rounds; JSON into the file)
            drift [ITEMS [ROUNDS [FILE]]]  looks for drift in a table of so many rows, as it should be and with a thousand changed (default 1000000 items, 3 rounds; JSON into the file)
            startup [ROUNDS [FILE]]  fm --version and a plan with nothing to do beside a program that ends at once (default 5 rounds; JSON into the file)
            page [TARGETS...] the page of a run with so many targets, and others beside it: server time and bytes (default 10 1000)
            rows [ROWS [ROUNDS [FILE]]]  reference data of which little differs, beside bare ways of doing it (default 100000 rows, 5 rounds; JSON into the file)
            """);
        return 64;
}
