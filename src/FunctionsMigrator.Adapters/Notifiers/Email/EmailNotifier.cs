using System.Net.Security;
using System.Net.Sockets;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Notices;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace FunctionsMigrator.Adapters.Notifiers.Email;

/// <summary>Sends e-mail through a server of the host's settings, a connection a message. Where protection was asked for, nothing is said without it.</summary>
/// <param name="options">The server.</param>
/// <param name="secret">Resolves a secret of the host by name.</param>
/// <param name="time">The clock.</param>
public sealed class EmailNotifier(SmtpOptions options, Func<string, CancellationToken, Task<Outcome<string>>> secret, TimeProvider time) : INotifier
{
    private const int PermanentFailure = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>For tests against a certificate of their own; null: what this machine trusts.</summary>
    internal RemoteCertificateValidationCallback? Trust { get; init; }

    /// <inheritdoc/>
    public string Channel => "email";

    /// <inheritdoc/>
    public int? PerMinute => options.PerMinute;

    /// <inheritdoc/>
    public async Task<NoticeAnswer> SendAsync(NoticeContent content, string address, CancellationToken cancellation)
    {
        if (!EmailAddress.IsOne(address))
        {
            return NoticeAnswer.Never(NoticeCodes.ReceiverRefused.Finding("What stands as address is none."));
        }

        string? password = null;
        if (options.PasswordSecret is { } name)
        {
            var resolved = await secret(name, cancellation);
            if (!resolved.TryGet(out password))
            {
                return NoticeAnswer.Later(resolved.Findings[0], ofChannel: true);
            }
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        return await TryAsync(EmailMessage.Compose(content, options.From, address, time.GetUtcNow()), password, cancellation, both.Token);
    }

    private async Task<NoticeAnswer> TryAsync(MimeMessage message, string? password, CancellationToken asked, CancellationToken both)
    {
        try
        {
            using var client = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds, ServerCertificateValidationCallback = Trust };
            await client.ConnectAsync(options.Host, options.Port, Security(options.Security), both);
            if (options.User is { } user)
            {
                client.AuthenticationMechanisms.Remove("XOAUTH2");
                await client.AuthenticateAsync(user, password ?? "", both);
            }

            await client.SendAsync(message, both);
            await GoodbyeAsync(client, both);
            return NoticeAnswer.Sent;
        }
        catch (SmtpCommandException refused)
        {
            return Read(refused);
        }
        catch (Exception failure) when (failure is AuthenticationException or ServiceNotAuthenticatedException)
        {
            return NoticeAnswer.Later(NoticeCodes.SignInRefused.Finding("The server for e-mail does not let this host sign in, or wants it to."), ofChannel: true);
        }
        catch (SslHandshakeException)
        {
            return NoticeAnswer.Later(NoticeCodes.NotProtected.Finding("The server for e-mail and this machine agree on no protected connection."), ofChannel: true);
        }
        catch (NotSupportedException)
        {
            // Neither STARTTLS, where it was asked for, nor a way to sign in that this side knows.
            return NoticeAnswer.Later(NoticeCodes.NotProtected.Finding("The server for e-mail offers no STARTTLS, or no known way to sign in."), ofChannel: true);
        }
        catch (OperationCanceledException) when (!asked.IsCancellationRequested)
        {
            return Unreachable($"did not answer within {Patience.TotalSeconds:0} seconds");
        }
        catch (Exception failure) when (failure is SocketException or IOException or ProtocolException or TimeoutException)
        {
            return Unreachable("cannot be reached, or hung up");
        }
    }

    // The message was taken: how the connection ends changes nothing.
    private static async Task GoodbyeAsync(SmtpClient client, CancellationToken cancellation)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellation);
        }
        catch (Exception failure) when (failure is SocketException or IOException or ProtocolException or CommandException or OperationCanceledException)
        {
            // It is sent.
        }
    }

    // The server's own words may quote the address; its number says enough.
    private static NoticeAnswer Read(SmtpCommandException refused)
    {
        var number = (int)refused.StatusCode;
        var permanent = number >= PermanentFailure;
        return refused.ErrorCode switch
        {
            SmtpErrorCode.RecipientNotAccepted when permanent => NoticeAnswer.Never(NoticeCodes.ReceiverRefused.Finding($"The server for e-mail refuses the receiver ({number}).")),
            SmtpErrorCode.SenderNotAccepted when permanent => NoticeAnswer.Later(NoticeCodes.SignInRefused.Finding($"The server for e-mail does not let this host send ({number})."), ofChannel: true),
            SmtpErrorCode.MessageNotAccepted when permanent => NoticeAnswer.Never(NoticeCodes.ReceiverRefused.Finding($"The server for e-mail refuses the message ({number}).")),
            _ => NoticeAnswer.Later(NoticeCodes.Busy.Finding($"The server for e-mail does not take it now ({number}).")),
        };
    }

    private static NoticeAnswer Unreachable(string why) => NoticeAnswer.Later(NoticeCodes.Unreachable.Finding($"The server for e-mail {why}."), ofChannel: true);

    private static SecureSocketOptions Security(SmtpSecurity security) => security switch
    {
        SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.None,
    };
}
