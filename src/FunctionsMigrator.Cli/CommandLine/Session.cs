using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;

namespace FunctionsMigrator.Cli.CommandLine;

/// <summary>What one call of <c>fm</c> works with; tests put doubles here.</summary>
/// <param name="Terminal">Where it reads and prints.</param>
/// <param name="Surroundings">Folder, user, environment variables.</param>
/// <param name="Hosts">Opens the store that the verb works on.</param>
/// <param name="Time">The clock.</param>
internal sealed record Session(ITerminal Terminal, ISurroundings Surroundings, IHostFactory Hosts, TimeProvider Time);
