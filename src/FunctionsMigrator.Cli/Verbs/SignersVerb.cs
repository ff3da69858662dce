using FunctionsMigrator.Cli.CommandLine;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm signers</c>.</summary>
internal sealed class SignersVerb : VerbGroup
{
    public SignersVerb()
        : base("signers", "Keep the record of whose signatures on commits count.", new ListSignersVerb(), new AddSignerVerb(), new RevokeSignerVerb())
    {
        Details = "The record stands in the store and not in the repository: no commit can add its own key. Every change is a version of its own, stands in the audit, and takes force at once.";
        Examples =
        [
            new("fm signers list", "Who may sign, with which keys."),
            new("fm signers add ada --key ada.pub --principal ada@example.com", "An OpenSSH public key, and the address of its commits."),
            new("fm signers revoke ada --reason \"laptop stolen\"", "None of ada's keys counts again, whenever a commit says it was made."),
        ];
    }
}
