using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm login create</c>.</summary>
internal sealed class CreateKeyVerb : KeyVerb
{
    private readonly Argument<string> _name = new("name") { HelpName = "NAME", Description = "Name of the holder, as people.yaml has it under `key`." };

    private readonly Option<AccessRole[]> _role = new("--role")
    {
        HelpName = "ROLE",
        Description = "reader, operator, approver or admin. Can be given several times.",
        Required = true,
        CustomParser = result =>
        {
            var roles = new List<AccessRole>();
            foreach (var text in result.Tokens.Select(token => token.Value))
            {
                if (Enum.TryParse<AccessRole>(text, ignoreCase: true, out var role) && Enum.IsDefined(role) && !char.IsAsciiDigit(text[0]))
                {
                    roles.Add(role);
                }
                else
                {
                    result.AddError($"--role '{text}' is none of reader, operator, approver, admin");
                }
            }

            return [.. roles];
        },
    };

    private readonly Option<TimeSpan?> _expires = KeyWords.ExpiresOption();

    public CreateKeyVerb()
        : base("create", "Make the first key of a person or a pipeline. It is shown once.")
    {
        Examples =
        [
            new("fm login create kim --role approver", "Kim may approve and reject; what, is said by people.yaml."),
            new("fm login create ci --role operator --expires 30d", "A pipeline that starts runs."),
        ];
        Add(_name);
        Add(_role);
        Add(_expires);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsAdminAsync(Call call, LocalHost host, CancellationToken cancellation)
    {
        var made = await host.Keys.CreateAsync(call.Get(_name)!, call.Get(_role)!, call.Get(_expires), cancellation);
        return made.TryGet(out var key) ? KeyWords.Show(call, key) : call.Fail(made.Findings);
    }
}
