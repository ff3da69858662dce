using System.Text;
using CsCheck;
using FunctionsMigrator.Core.Deliveries;

namespace FunctionsMigrator.Testing.Webhooks;

/// <summary>What every provider of deliveries keeps. A provider derives it and brings its recordings.</summary>
public abstract class WebhookProviderContract
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 30, 15, TimeSpan.Zero);

    /// <summary>The provider.</summary>
    protected abstract IWebhookProvider Provider { get; }

    /// <summary>The secret of the hook.</summary>
    protected virtual string Secret => "It's a Secret to Everybody";

    /// <summary>Another secret of the same kind.</summary>
    protected virtual string OtherSecret => "another secret, which is not it";

    /// <summary>Whether the proof covers the body; else it proves the sender alone.</summary>
    protected virtual bool CoversBody => true;

    /// <summary>Whether the proof is good for minutes only.</summary>
    protected virtual bool Ages => false;

    /// <summary>Headers that hold the proof, any one of which is needed.</summary>
    protected abstract IReadOnlyList<string> ProofHeaders { get; }

    /// <summary>The repository as the recordings name it.</summary>
    protected virtual string Repository => "example/shop";

    [Fact]
    public void A_proven_delivery_says_what_was_pushed()
    {
        var delivery = Signed("push");

        Assert.Null(Provider.Verify(delivery.Request, [Secret], Now));
        var push = Assert.Single(Read(delivery).Pushes);
        Assert.Equal((Repository, "refs/heads/main", "main"), (push.Repository, push.Ref, push.Branch));
        Assert.Equal((RecordedDelivery.Before, RecordedDelivery.After, false), (push.Before, push.After, push.Forced));
        Assert.Equal("ada@example.com", push.Pusher?.Email);
    }

    [Fact]
    public void Either_of_two_secrets_proves_a_delivery_while_one_is_rotated()
    {
        Assert.Null(Provider.Verify(Signed("push").Request, [OtherSecret, Secret], Now));
        Assert.Null(Provider.Verify(Signed("push").Request, [Secret, OtherSecret], Now));
    }

    [Fact]
    public void A_wrong_secret_proves_nothing()
    {
        Assert.Equal("DLV004", Provider.Verify(Signed("push").Request, [OtherSecret], Now)?.Code);
    }

    [Fact]
    public void Where_there_is_no_secret_nothing_is_proven()
    {
        Assert.NotNull(Provider.Verify(Signed("push").Request, [], Now));
    }

    [Fact]
    public void A_delivery_whose_proof_was_taken_away_is_not_signed()
    {
        foreach (var header in ProofHeaders)
        {
            var stripped = Signed("push");
            stripped = stripped with { Headers = stripped.Headers.Where(pair => !pair.Key.Equals(header, StringComparison.OrdinalIgnoreCase)).ToDictionary() };

            Assert.Equal("DLV003", Provider.Verify(stripped.Request, [Secret], Now)?.Code);
        }
    }

    [Fact]
    public void A_proof_that_was_changed_proves_nothing()
    {
        var delivery = Signed("push");
        foreach (var (name, value) in delivery.Headers.Where(pair => ProofHeaders.Contains(pair.Key)))
        {
            foreach (var changed in new[] { value + "0", value[..^1], "x" + value, "sha1=" + value, "", "v1=", "sha256=", "Basic ", value + value })
            {
                Assert.NotNull(Provider.Verify(delivery.With([new(name, changed)]).Request, [Secret], Now));
            }
        }
    }

    [Fact]
    public void A_body_of_which_one_byte_was_changed_is_proven_only_where_the_provider_signs_nothing()
    {
        var delivery = Signed("push");
        for (var at = 0; at < delivery.Body.Length; at++)
        {
            var body = delivery.Body.ToArray();
            body[at] ^= 1;

            Assert.Equal(CoversBody ? "DLV004" : null, Provider.Verify((delivery with { Body = body }).Request, [Secret], Now)?.Code);
        }
    }

    [Fact]
    public void A_body_that_was_cut_off_starts_nothing()
    {
        var delivery = Signed("push");
        foreach (var length in Enumerable.Range(0, delivery.Body.Length))
        {
            var cut = (delivery with { Body = delivery.Body[..length] }).Request;

            Assert.True(Provider.Verify(cut, [Secret], Now) is not null || !Provider.Read(cut).Succeeded);
        }
    }

    [Fact]
    public void A_proof_ages_where_it_says_when_it_was_made()
    {
        var late = Ages ? "DLV005" : null;

        Assert.Null(Provider.Verify(Signed("push").Request, [Secret], Now.AddMinutes(5)));
        Assert.Equal(late, Provider.Verify(Signed("push").Request, [Secret], Now.AddSeconds(301))?.Code);
        Assert.Equal(late, Provider.Verify(Signed("push").Request, [Secret], Now.AddSeconds(-301))?.Code);
    }

    [Fact]
    public void The_same_delivery_again_has_the_same_id_and_says_the_same()
    {
        var (first, again) = (Read(Signed("push")), Read(Signed("push")));

        Assert.Equal(first.Delivery, again.Delivery);
        Assert.Equal(first.Pushes[0].Content, again.Pushes[0].Content);
        Assert.NotEqual(first.Pushes[0].Content, Read(Signed("create")).Pushes[0].Content);
    }

    [Fact]
    public void What_is_no_push_is_taken_and_tells_of_none()
    {
        var delivery = Signed("nothing");

        Assert.Null(Provider.Verify(delivery.Request, [Secret], Now));
        Assert.Empty(Read(delivery).Pushes);
        Assert.NotNull(Read(delivery).Nothing);
    }

    [Fact]
    public void A_new_branch_has_nothing_before_and_a_deleted_one_nothing_after()
    {
        Assert.Equal((null, RecordedDelivery.After), (Read(Signed("create")).Pushes[0].Before, Read(Signed("create")).Pushes[0].After));
        Assert.Equal((RecordedDelivery.Before, null), (Read(Signed("delete")).Pushes[0].Before, Read(Signed("delete")).Pushes[0].After));
    }

    [Fact]
    public void A_tag_is_no_branch()
    {
        var push = Assert.Single(Read(Signed("tag")).Pushes);

        Assert.Equal(("refs/tags/v1.2", null), (push.Ref, push.Branch));
    }

    [Fact]
    public void Another_branch_and_another_repository_are_told_apart()
    {
        Assert.Equal("feature/größe", Read(Signed("other-branch")).Pushes[0].Branch);
        Assert.EndsWith("warehouse", Read(Signed("other-repository")).Pushes[0].Repository, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("refs/heads/main", "main")]
    [InlineData("refs/heads/main", "refs/heads/a\\u0000b")]
    [InlineData(RecordedDelivery.After, "59b20b8d")]
    [InlineData(RecordedDelivery.After, "59B20B8D5C6FF8D09518454D4DD8B7B30F095AB5")]
    [InlineData(RecordedDelivery.After, "; rm -rf / #")]
    public void What_git_does_not_allow_is_not_read(string text, string by)
    {
        // A provider that names branches without a prefix cannot say a ref that is none.
        var delivery = Signed("push").Replace(text, by);

        Assert.True(delivery.Body.AsSpan().SequenceEqual(Signed("push").Body) || !Provider.Read(delivery.Request).Succeeded);
    }

    [Fact]
    public void Whatever_a_body_is_reading_it_ends_in_a_finding_that_repeats_none_of_it()
    {
        Gen.OneOf(Gen.String.Select(Encoding.UTF8.GetBytes), Gen.Byte.Array, Mutated()).Sample(body =>
        {
            var read = Provider.Read((Signed("push") with { Body = body }).Request);
            return read.Succeeded || (read.Findings[0].Code == "DLV006" && !read.Findings[0].Message.Contains(RecordedDelivery.After, StringComparison.Ordinal));
        });
    }

    /// <summary>A recording, signed now.</summary>
    protected RecordedDelivery Signed(string name) => RecordedDelivery.Read(Provider.Name, name).Sign(Provider.Name, Secret, Now);

    private Gen<byte[]> Mutated()
    {
        var body = Encoding.UTF8.GetString(RecordedDelivery.Read(Provider.Name, "push").Body);
        var members = System.Text.RegularExpressions.Regex.Matches(body, "\"[a-zA-Z_]+\":").Select(match => match.Value).Distinct().ToArray();
        string[] others = ["\"x\":", "\"x\":null,\"y\":", "\"x\":[],\"y\":"];
        return Gen.Select(Gen.Int[0, members.Length - 1], Gen.Int[0, others.Length - 1])
            .Select((member, other) => Encoding.UTF8.GetBytes(body.Replace(members[member], others[other], StringComparison.Ordinal)));
    }

    private WebhookMessage Read(RecordedDelivery delivery) => Provider.Read(delivery.Request) is { Succeeded: true } read ? read.Value : throw new InvalidOperationException(Provider.Read(delivery.Request).Findings[0].ToString());
}
