using System.CommandLine;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Cli.Scaffolding;

/// <summary>Who writes.</summary>
internal static class Author
{
    /// <summary>The option <c>--author</c>.</summary>
    public static Option<string?> CreateOption() => new("--author")
    {
        HelpName = "PERSON",
        Description = "Who it is by, as in \"Ada <ada@example.com>\". Default: user.name and user.email of git, else the user of this machine.",
    };

    /// <summary>The person who is named, or the one that git knows, or the user of this machine: a first try needs no set-up.</summary>
    public static Outcome<GitIdentity> Of(Call call, Option<string?> option, string folder)
    {
        if (call.Get(option) is { } text)
        {
            return Names.Person(text) is { } person ? Outcome.Of(person) : CliCodes.Usage.Fail<GitIdentity>($"--author '{text}' is not of the form \"Ada <ada@example.com>\"");
        }

        return Outcome.Of(GitWorkTree.User(folder) ?? new GitIdentity(Environment.UserName, $"{Environment.UserName}@localhost"));
    }
}
