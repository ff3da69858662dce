namespace FunctionsMigrator.Adapters.Git;

/// <summary>What an https server asks for. With an access token the user is any text the server accepts, such as <c>git</c>.</summary>
public sealed record GitCredential(string User, string Password)
{
    /// <summary>The user only: a record would show the password.</summary>
    public override string ToString() => $"{User}:***";
}
