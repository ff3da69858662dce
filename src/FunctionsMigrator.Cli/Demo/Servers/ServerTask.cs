namespace FunctionsMigrator.Cli.Demo.Servers;

/// <summary>What <c>supervise.mjs</c> is asked to run.</summary>
/// <param name="Command">The program.</param>
/// <param name="Args">Its arguments.</param>
/// <param name="Stop">The signal that ends it in good order.</param>
/// <param name="Folder">A folder of its own, made for it.</param>
/// <param name="Keep">Whether the folder stays when the program ends.</param>
/// <param name="Unprivileged">Whether it runs as another user when root runs us.</param>
/// <param name="Shell">Whether the program is a script of the platform's shell.</param>
/// <param name="Cwd">Where it runs; the folder by default.</param>
public sealed record ServerTask(
    string Command,
    IReadOnlyList<string> Args,
    string Stop = "SIGTERM",
    string? Folder = null,
    bool Keep = false,
    bool Unprivileged = false,
    bool Shell = false,
    string? Cwd = null);
