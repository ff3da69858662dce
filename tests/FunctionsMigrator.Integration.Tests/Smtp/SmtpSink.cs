using System.Net.Http.Json;
using FunctionsMigrator.Testing.Notices;
using MimeKit;

namespace FunctionsMigrator.Integration.Tests.Smtp;

/// <summary>A server that keeps what it is sent.</summary>
public sealed class SmtpSink(HttpClient control, SinkPorts ports)
{
    /// <summary>The password that it takes, of every user.</summary>
    public const string Password = "correct";

    /// <summary>Its port with STARTTLS and AUTH.</summary>
    public int Port => ports.Port;

    /// <summary>Its port without either.</summary>
    public int Bare => ports.Bare;

    /// <summary>What it does from now on.</summary>
    public void Behave(ServerMood mood)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"sinks/{ports.Id}/{mood.ToString().ToLowerInvariant()}");
        using var answer = control.Send(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Its mails as soon as there are that many.</summary>
    public async Task<IReadOnlyList<SunkMail>> MailsAsync(int count, CancellationToken cancellation)
    {
        var mails = await control.GetFromJsonAsync<List<RawMail>>($"sinks/{ports.Id}/mails/{count}", cancellation);
        return [.. mails!.Select(mail => new SunkMail(mail.From, mail.To, mail.User, MimeMessage.Load(new MemoryStream(Convert.FromBase64String(mail.Raw)), cancellation)))];
    }

    /// <summary>Ends when somebody has connected.</summary>
    public Task ReachedAsync(CancellationToken cancellation) => control.GetStringAsync($"sinks/{ports.Id}/reached", cancellation);

    private sealed record RawMail(string From, IReadOnlyList<string> To, string? User, string Raw);
}

/// <summary>A mail that arrived.</summary>
/// <param name="From">Who sent it, by the envelope.</param>
/// <param name="To">Receivers, by the envelope.</param>
/// <param name="User">Who had signed in.</param>
/// <param name="Message">The message.</param>
public sealed record SunkMail(string From, IReadOnlyList<string> To, string? User, MimeMessage Message);
