namespace FunctionsMigrator.Core.Notices;

/// <summary>The server that takes e-mail.</summary>
/// <param name="Host">Its name.</param>
/// <param name="Port">Its port.</param>
/// <param name="From">Address that e-mail comes from.</param>
/// <param name="Security">How the connection is protected.</param>
/// <param name="User">Who signs in; null: nobody.</param>
/// <param name="PasswordSecret">Name of the secret with the password; null without a user.</param>
/// <param name="PerMinute">How many e-mails a minute it takes.</param>
public sealed record SmtpOptions(
    string Host, int Port, string From, SmtpSecurity Security = SmtpSecurity.StartTls, string? User = null, string? PasswordSecret = null, int PerMinute = 30);
