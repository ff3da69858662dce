using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using FunctionsMigrator.Adapters.Notifiers.Teams;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Testing.Notices;

namespace FunctionsMigrator.Adapters.Tests.Notifiers;

/// <summary>The cards themselves.</summary>
public sealed class CardTests
{
    private static readonly JsonSerializerOptions Shown = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void A_request_is_shown_as_approved() => Approve(NoticeSamples.Request, "request");

    [Fact]
    public void A_reminder_without_a_page_is_shown_as_approved() => Approve(NoticeSamples.Reminder, "reminder");

    [Fact]
    public void Text_of_others_is_shown_as_approved() => Approve(NoticeSamples.Attack, "hostile");

    [Fact]
    public void A_run_that_begins_to_write_is_shown_as_approved() => Approve(NoticeSamples.Begun, "begun");

    [Fact]
    public void A_gate_is_shown_as_approved_with_who_opens_it_and_how() => Approve(NoticeSamples.Gate, "gate");

    [Fact]
    public void Taking_back_is_shown_as_approved_at_its_start_and_at_its_end()
    {
        Approve(NoticeSamples.RollingBack, "rolling-back");
        Approve(NoticeSamples.TakenBack, "taken-back");
    }

    [Theory]
    [InlineData(RunState.Completed)]
    [InlineData(RunState.NoChanges)]
    [InlineData(RunState.Invalid)]
    [InlineData(RunState.Conflict)]
    [InlineData(RunState.Cancelled)]
    [InlineData(RunState.Denied)]
    [InlineData(RunState.Rejected)]
    [InlineData(RunState.Expired)]
    [InlineData(RunState.Superseded)]
    [InlineData(RunState.RolledBack)]
    [InlineData(RunState.Partial)]
    [InlineData(RunState.Failed)]
    public void A_final_state_is_shown_as_approved(RunState state) => Approve(NoticeSamples.Final(state), $"final-{state.ToString().ToLowerInvariant()}");

    [Fact]
    public void Every_final_state_has_its_approved_card()
    {
        Assert.All(NoticeSamples.FinalStates, state => Assert.True(File.Exists(Path.Combine(SourceFolders.Project, "Notifiers", "Cards", $"final-{state.ToString().ToLowerInvariant()}.approved.json"))));
    }

    [Fact]
    public void Whatever_it_holds_a_card_fits_and_counts_what_it_leaves_out()
    {
        var texts = Gen.OneOf(
            Gen.String[Gen.Char, 0, 400],
            Gen.Const(new string('\u0001', 400)),
            Gen.Const(string.Concat(Enumerable.Repeat("\U0001F600", 200))),
            Gen.Const(new string('"', 400))).Select(text => NoticeText.Line(text));
        Gen.Select(texts, Gen.Int[0, 40], Gen.Int[0, 10]).Sample(
            (text, changes, findings) =>
            {
                var content = NoticeSamples.Spoiled(text) with
                {
                    Changes = [.. Enumerable.Repeat(new NoticeChange('~', text, text, text), changes)],
                    MoreChanges = 3,
                    Findings = [.. Enumerable.Repeat(text, findings)],
                };

                var card = TeamsCard.Render(content);

                Assert.InRange(card.Length, 1, TeamsCard.Most);
                using var document = JsonDocument.Parse(card);
                var shown = TextsOf(document.RootElement).ToList();
                Assert.Contains(shown, line => line.StartsWith("and ", StringComparison.Ordinal) && line.EndsWith(" more changes", StringComparison.Ordinal));
            },
            iter: 200);
    }

    [Fact]
    public void All_text_stands_in_text_runs_and_the_only_link_is_the_hosts()
    {
        using var document = JsonDocument.Parse(TeamsCard.Render(NoticeSamples.Attack));
        var card = document.RootElement.GetProperty("attachments")[0].GetProperty("content");

        Assert.Equal("1.4", card.GetProperty("version").GetString());
        Assert.All(card.GetProperty("body").EnumerateArray(), block => Assert.Equal("RichTextBlock", block.GetProperty("type").GetString()));
        var action = Assert.Single(card.GetProperty("actions").EnumerateArray());
        Assert.Equal(("Action.OpenUrl", NoticeSamples.Request.Link!.AbsoluteUri), (action.GetProperty("type").GetString(), action.GetProperty("url").GetString()));
        Assert.All(TextsOf(card.GetProperty("body")), text =>
        {
            Assert.DoesNotContain('<', text);
            Assert.DoesNotContain("](", text, StringComparison.Ordinal);
        });
    }

    /// <summary>All texts and addresses of a card.</summary>
    internal static IEnumerable<string> TextsOf(JsonElement part) => part.ValueKind switch
    {
        JsonValueKind.Array => part.EnumerateArray().SelectMany(TextsOf),
        JsonValueKind.Object => part.EnumerateObject().SelectMany(member => member.Name is "text" or "url" ? [member.Value.GetString()!] : TextsOf(member.Value)),
        _ => [],
    };

    private static void Approve(NoticeContent content, string name)
    {
        var bytes = TeamsCard.Render(content);
        using var document = JsonDocument.Parse(bytes);
        Assert.True(Encoding.UTF8.GetString(bytes).Length > 100);
        Approved.Matches(JsonSerializer.Serialize(document.RootElement, Shown), $"Notifiers/Cards/{name}.approved.json");
    }
}
