using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Notices;
using MimeKit;
using MimeKit.Text;

namespace FunctionsMigrator.Adapters.Notifiers.Email;

/// <summary>
/// A notice as an e-mail: plain text and HTML side by side. The same notice to the same address has the same Message-ID whenever it is made, and all notices of a run refer to one
/// thread, whichever of them arrive.
/// </summary>
public static class EmailMessage
{
    private const int LongestSubject = 180;
    private const int IdDigits = 32;

    /// <summary>Composes it.</summary>
    /// <param name="content">What to say.</param>
    /// <param name="from">Address that it comes from.</param>
    /// <param name="to">Address that it goes to; <see cref="EmailAddress.IsOne"/>.</param>
    /// <param name="now">When it is sent.</param>
    public static MimeMessage Compose(NoticeContent content, string from, string to, DateTimeOffset now)
    {
        var domain = from[(from.IndexOf('@', StringComparison.Ordinal) + 1)..];
        var id = Digest.Of($"{content.Run}\n{content.Key}\n{to.ToLowerInvariant()}").Hex[..IdDigits];
        var thread = $"{Digest.Of(content.Run).Hex[..IdDigits]}.run@{domain}";
        var message = new MimeMessage
        {
            MessageId = $"{id}@{domain}",
            InReplyTo = thread,
            Subject = Subject(content),
            Date = now,
            Body = new MultipartAlternative(TextBody(TextFormat.Plain, EmailText.Render(content)), TextBody(TextFormat.Html, EmailHtml.Render(content))) { Boundary = $"=-{id}" },
        };
        message.From.Add(new MailboxAddress("FunctionsMigrator", from));
        message.To.Add(new MailboxAddress(null, to));
        message.References.Add(thread);

        // Nobody's out-of-office note answers, and no list sends it on as a person's.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "All");
        return message;
    }

    // Text of others is one line of visible characters already; what is more than letters is encoded by the library.
    private static string Subject(NoticeContent content)
    {
        var plan = content.Plan is { } digits ? $" (plan {digits})" : "";
        var title = content.Title is { } said ? $": {said}" : "";
        return $"[{content.Environment}] {content.Headline}{NoticeText.Line(title, LongestSubject)}{plan}";
    }

    private static TextPart TextBody(TextFormat format, string text)
    {
        var part = new TextPart(format) { ContentTransferEncoding = ContentEncoding.QuotedPrintable };
        part.SetText(System.Text.Encoding.UTF8, text);
        return part;
    }
}
