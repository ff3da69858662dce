using System.Diagnostics;

namespace FunctionsMigrator.Bench.Peers;

/// <summary>One way to bring a folder of numbered scripts into a database and to remember which ran.</summary>
internal interface IScriptPeer
{
    /// <summary>As the table shows it.</summary>
    string Name { get; }

    /// <summary>What one transaction holds: a script, all of them, or nothing.</summary>
    string Transactions { get; }

    /// <summary>Whether it runs on <c>postgres</c> or <c>sqlite</c>.</summary>
    bool Runs(string database);

    /// <summary>Fetches what is not part of this program; a sentence why it cannot be measured, or null.</summary>
    Task<string?> InstallAsync(CancellationToken cancellation) => Task.FromResult<string?>(null);

    /// <summary>The process that does it; its time counts from start to end.</summary>
    ProcessStartInfo Start(ScriptWork work);
}
