using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Settings;

namespace FunctionsMigrator.Core.Tests.Notices;

/// <summary>What a host is told about its channels.</summary>
public sealed class NoticeOptionsTests
{
    [Fact]
    public void Without_settings_no_mail_is_sent_and_no_host_is_added() => Assert.Equal((null, 0), (Read().Smtp, Read().TeamsHosts.Count));

    [Fact]
    public void Host_and_sender_are_enough_and_the_rest_is_safe() =>
        Assert.Equal(new SmtpOptions("mail.example.com", 587, "fm@example.com", SmtpSecurity.StartTls, null, null, 30), Read(("FM_SMTP_HOST", "mail.example.com"), ("FM_SMTP_FROM", "fm@example.com")).Smtp);

    [Fact]
    public void Everything_can_be_said()
    {
        var options = Read(
            ("FM_SMTP_HOST", "smtp.azurecomm.net"), ("FM_SMTP_FROM", "fm@example.com"), ("FM_SMTP_PORT", "2525"), ("FM_SMTP_SECURITY", "tls"), ("FM_SMTP_USER", "shop.app.tenant"),
            ("FM_SMTP_PASSWORD_SECRET", "smtp-password"), ("FM_SMTP_PER_MINUTE", "100"), ("FM_TEAMS_HOSTS", "hooks.example.com, 127.0.0.1:9010"));

        Assert.Equal(new SmtpOptions("smtp.azurecomm.net", 2525, "fm@example.com", SmtpSecurity.Tls, "shop.app.tenant", "smtp-password", 100), options.Smtp);
        Assert.Equal(["hooks.example.com", "127.0.0.1:9010"], options.TeamsHosts);
    }

    [Fact]
    public void With_tls_from_the_first_byte_the_port_is_another() =>
        Assert.Equal(465, Read(("FM_SMTP_HOST", "mail.example.com"), ("FM_SMTP_FROM", "fm@example.com"), ("FM_SMTP_SECURITY", "tls")).Smtp!.Port);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public void On_this_machine_nothing_need_be_protected(string host) =>
        Assert.Equal(SmtpSecurity.None, Read(("FM_SMTP_HOST", host), ("FM_SMTP_FROM", "fm@example.com"), ("FM_SMTP_SECURITY", "none")).Smtp!.Security);

    [Theory]
    [InlineData("mail.example.com")]
    [InlineData("127.0.0.1.example.com")]
    [InlineData("10.0.0.1")]
    public void Links_travel_to_no_other_machine_unprotected(string host)
    {
        var finding = Refused(("FM_SMTP_HOST", host), ("FM_SMTP_FROM", "fm@example.com"), ("FM_SMTP_SECURITY", "none"));

        Assert.Equal(AppCodes.SettingMalformed.Code, finding.Code);
        Assert.Contains("unprotected", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FM_SMTP_FROM", "fm@example.com", "FM_SMTP_HOST")]
    [InlineData("FM_SMTP_HOST", "mail.example.com", "FM_SMTP_FROM")]
    [InlineData("FM_SMTP_PORT", "25", "FM_SMTP_HOST")]
    public void Half_a_server_is_none_and_what_is_missing_is_named(string name, string value, string missing)
    {
        var finding = All((name, value))[0];

        Assert.Equal(AppCodes.SettingMissing.Code, finding.Code);
        Assert.Contains(missing, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FM_SMTP_USER", "fm")]
    [InlineData("FM_SMTP_PASSWORD_SECRET", "smtp-password")]
    public void User_and_password_are_set_together(string name, string value) =>
        Assert.Equal(AppCodes.SettingMissing.Code, Refused(("FM_SMTP_HOST", "mail.example.com"), ("FM_SMTP_FROM", "fm@example.com"), (name, value)).Code);

    [Theory]
    [InlineData("FM_SMTP_HOST", "https://mail.example.com")]
    [InlineData("FM_SMTP_HOST", "mail.example.com:587")]
    [InlineData("FM_SMTP_FROM", "Fm <fm@example.com>")]
    [InlineData("FM_SMTP_FROM", "fm@example.com, eve@example.com")]
    [InlineData("FM_SMTP_PORT", "0")]
    [InlineData("FM_SMTP_PORT", "65536")]
    [InlineData("FM_SMTP_PORT", "+25")]
    [InlineData("FM_SMTP_SECURITY", "ssl")]
    [InlineData("FM_SMTP_PER_MINUTE", "0")]
    [InlineData("FM_SMTP_PER_MINUTE", "10001")]
    [InlineData("FM_SMTP_USER", "a\tb")]
    [InlineData("FM_TEAMS_HOSTS", "https://hooks.example.com")]
    [InlineData("FM_TEAMS_HOSTS", "hooks.example.com:0")]
    [InlineData("FM_TEAMS_HOSTS", "hooks.example.com,,x")]
    public void What_has_another_form_is_named_and_not_repeated(string name, string value)
    {
        var settings = new Dictionary<string, string>
        {
            ["FM_SMTP_HOST"] = "mail.example.com",
            ["FM_SMTP_FROM"] = "fm@example.com",
            ["FM_SMTP_USER"] = "fm",
            ["FM_SMTP_PASSWORD_SECRET"] = "smtp-password",
            [name] = value,
        };

        var finding = All([.. settings.Select(pair => (pair.Key, pair.Value))]).First(found => found.Code == AppCodes.SettingMalformed.Code);

        Assert.Contains(name, finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain($"'{value}'", finding.Message, StringComparison.Ordinal);
    }

    private static NoticeOptions Read(params (string Name, string Value)[] settings)
    {
        var read = Reader(settings);
        var options = NoticeOptions.Read(read);
        Assert.Empty(read.Findings);
        return options;
    }

    private static Core.Findings.Finding Refused(params (string Name, string Value)[] settings) => Assert.Single(All(settings));

    private static IReadOnlyList<Core.Findings.Finding> All(params (string Name, string Value)[] settings)
    {
        var read = Reader(settings);
        NoticeOptions.Read(read);
        return read.Findings;
    }

    private static SettingReader Reader((string Name, string Value)[] settings) =>
        new(settings.Select(setting => new KeyValuePair<string, string?>(setting.Name, setting.Value)), HostSettings.All);
}
