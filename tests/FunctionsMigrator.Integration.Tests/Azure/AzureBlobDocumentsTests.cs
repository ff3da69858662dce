using System.Security.Cryptography;
using System.Text;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using FunctionsMigrator.Adapters.Targets.AzureBlob;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Testing.Targets;

namespace FunctionsMigrator.Integration.Tests.Azure;

public sealed class AzureBlobDocumentsTests(TestServers servers) : AzureBlobTargetContract(servers)
{
    protected override IReadOnlyList<string> Names => [.. base.Names.Where(name => !name.EndsWith('.')), "mails/welcome.html", "mails/a b.html", "a#b", "a?b", "a%2Fb", "x&<y>"];

    protected override bool TellsWhenWritten => true;

    protected override ResourceSlice Slice { get; } = new("mails", ResourceKind.Documents, "documents", 0, ContentType: "text/html; charset=utf-8");

    protected override string Key(string name) => name;

    protected override byte[] Content(string name, string value) => Encoding.UTF8.GetBytes(value);

    protected override async Task ChangeBehindAsync(string name, string? value)
    {
        if (value is null)
        {
            await Container.DeleteBlobAsync(name, cancellationToken: Cancellation);
        }
        else
        {
            await PutAsync(name, Content(name, value));
        }
    }

    /// <summary>Somebody else changes the item between our look at it and our write: his value stays, and the write answers that the item moved.</summary>
    [Theory]
    [InlineData("2")]
    [InlineData(null)]
    public async Task A_change_between_look_and_write_is_not_overwritten(string? to)
    {
        var (first, _) = await ClaimedAsync();
        await using var openFirst = first;
        await ChangeBehindAsync("a", "1");
        var gate = new WriteGate("target write");
        await using var writer = await OpenAsync(observer: gate);
        var claim = await ClaimAsync(writer);
        var writing = Task.Run(() => WriteAsync(writer, claim, Write("a", "1", to)));
        await gate.Reached.WaitAsync(Cancellation);

        await ChangeBehindAsync("a", "foreign");
        gate.Open();

        Assert.Equal(WriteStatus.Moved, (await writing)[0].Status);
        Assert.Equal(Digest.Of(Content("a", "foreign")), (await writer.ReadManyAsync(Slice, [Key("a")], Cancellation))[0]?.Checksum);
    }

    /// <summary>A document has the content type of its resource, and its checksum is known without reading it.</summary>
    [Fact]
    public async Task A_document_has_its_content_type_and_its_checksum()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;

        await WriteAsync(target, claim, Write("mails/welcome.html", null, "hello"));

        BlobProperties properties = await Container.GetBlobClient("mails/welcome.html").GetPropertiesAsync(cancellationToken: Cancellation);
        Assert.Equal("text/html; charset=utf-8", properties.ContentType);
        Assert.Equal(Digest.Of("hello").Hex, properties.Metadata["fmsha256"]);
    }

    /// <summary>Somebody replaces the content and keeps the metadata, checksum and all: it is noticed.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_foreign_edit_that_keeps_the_metadata_is_noticed(bool inBlocks)
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await WriteAsync(target, claim, Write("a", null, "hello"));
        BlobProperties properties = await Container.GetBlobClient("a").GetPropertiesAsync(cancellationToken: Cancellation);
        if (inBlocks)
        {
            var blob = Container.GetBlockBlobClient("a");
            var id = Convert.ToBase64String(Encoding.ASCII.GetBytes("0123456789abcdef"));
            await blob.StageBlockAsync(id, new MemoryStream("hallo"u8.ToArray()), cancellationToken: Cancellation);
            await blob.CommitBlockListAsync([id], new CommitBlockListOptions { Metadata = properties.Metadata }, Cancellation);
        }
        else
        {
            await PutAsync("a", "hallo"u8.ToArray(), new BlobUploadOptions { Metadata = properties.Metadata });
        }

        Assert.Equal([("a", "hallo")], await ItemsAsync(target));
        Assert.Equal(Digest.Of("hallo"), (await target.ReadManyAsync(Slice, ["a"], Cancellation))[0]!.Checksum);
        Assert.Equal(WriteStatus.Moved, (await WriteAsync(target, claim, Write("a", "hello", "2")))[0].Status);
        Assert.Equal("hallo", await TextAsync("a"));
    }

    /// <summary>Contents of many blocks go up and come down as streams.</summary>
    [Fact]
    public async Task A_large_document_is_written_in_blocks_and_read_as_a_stream()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var bytes = new byte[9_000_001];
        new Random(3).NextBytes(bytes);
        var write = new ItemWrite(NextChange(), "large.bin", null, Digest.Of(bytes), ItemContent.Open(bytes.Length, _ => Task.FromResult<Stream>(new MemoryStream(bytes))), false);

        Assert.Equal(WriteStatus.Applied, (await WriteAsync(target, claim, write))[0].Status);

        var item = (await target.ReadManyAsync(Slice, ["large.bin"], Cancellation))[0]!;
        Assert.Equal((write.Post!.Value, bytes.Length), (item.Checksum, item.Content.Length));
        await using var content = await item.Content.OpenAsync(Cancellation);
        Assert.Equal(SHA256.HashData(bytes), await SHA256.HashDataAsync(content, Cancellation));
        BlobProperties properties = await Container.GetBlobClient("large.bin").GetPropertiesAsync(cancellationToken: Cancellation);
        Assert.Equal(write.Post.Value.Hex, properties.Metadata["fmsha256"]);
        var wrong = write with { ChangeId = NextChange(), Key = "wrong.bin", Post = Digest.Of("other") };
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => target.WriteAsync(claim, Slice, [wrong], Cancellation));
        Assert.Null((await target.ReadManyAsync(Slice, ["wrong.bin"], Cancellation))[0]);
    }

    /// <summary>
    /// A document of 100 MB goes up block by block while it is read, and comes down the same way: on neither way are more than a few blocks of it in memory.
    /// </summary>
    [Fact]
    public async Task A_document_of_100_MB_passes_in_flat_memory()
    {
        const long Length = 100L << 20;
        const long Few = 64L << 20;
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var blob = Container.GetBlockBlobClient("huge.bin");
        var checksum = await Digest.OfAsync(new GeneratedStream(Length), Cancellation);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var checks = 0;
        var content = ItemContent.Open(Length, _ => Task.FromResult<Stream>(new GeneratedStream(Length, async position =>
        {
            checks++;
            var staged = position < Few ? 0 : (await blob.GetBlockListAsync(BlockListTypes.Uncommitted, cancellationToken: Cancellation)).Value.UncommittedBlocks.Sum(block => block.SizeLong);
            Assert.True(position - staged <= Few, $"{position} bytes were read when {staged} were staged.");
            Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, Few);
        })));

        Assert.Equal(WriteStatus.Applied, (await WriteAsync(target, claim, new ItemWrite(NextChange(), "huge.bin", null, checksum, content, false)))[0].Status);

        Assert.InRange(checks, 5, 20);
        var item = (await target.ReadManyAsync(Slice, ["huge.bin"], Cancellation))[0]!;
        Assert.Equal((checksum, Length), (item.Checksum, item.Content.Length));
        await using var down = await item.Content.OpenAsync(Cancellation);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, Few);
        Assert.Equal(checksum, await Digest.OfAsync(down, Cancellation));
    }

    /// <summary>A leased blob is a finding with its name and a remedy, and nothing of the batch is written.</summary>
    [Fact]
    public async Task A_leased_document_is_refused_before_anything_is_written()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await WriteAsync(target, claim, Write("b", null, "1"));
        await Container.GetBlobClient("b").GetBlobLeaseClient().AcquireAsync(TimeSpan.FromSeconds(-1), cancellationToken: Cancellation);

        foreach (var write in new[] { Write("b", "1", "2"), Write("b", "1", null) })
        {
            var finding = Failure(TargetCodes.Held, await target.WriteAsync(claim, Slice, [Write("a", null, "1"), write], Cancellation));
            Assert.Contains("'b'", finding.Message, StringComparison.Ordinal);
            Assert.Contains("lease", finding.Message, StringComparison.Ordinal);
        }

        Assert.Equal([("b", "1")], await ItemsAsync(target));
        await Container.GetBlobClient("b").GetBlobLeaseClient().BreakAsync(TimeSpan.Zero, cancellationToken: Cancellation);
        Assert.Equal(WriteStatus.Applied, (await WriteAsync(target, claim, Write("b", "1", "2")))[0].Status);
    }

    /// <summary>Headers and metadata of others are kept by an update, and come back with the content that an undo restores.</summary>
    [Fact]
    public async Task Headers_and_metadata_come_back_with_the_content()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var slice = Slice with { ContentType = null };
        await PutAsync("a", "1"u8.ToArray(), new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = "text/css", CacheControl = "max-age=60" },
            Metadata = new Dictionary<string, string> { ["owner"] = "ada" },
        });

        Value(await target.WriteAsync(claim, slice, [Write("a", "1", "2")], Cancellation));
        Assert.Equal(("text/css", "max-age=60", "ada"), await HeadersAsync());
        Value(await target.WriteAsync(claim, slice, [Write("a", "2", "1")], Cancellation));
        Value(await target.WriteAsync(claim, slice, [Write("a", "1", null)], Cancellation));
        await using var heir = await OpenAsync();
        Value(await heir.WriteAsync(await ClaimAsync(heir), slice, [Write("a", null, "1")], Cancellation));
        Assert.Equal(("text/css", "max-age=60", "ada"), await HeadersAsync());

        async Task<(string, string, string)> HeadersAsync()
        {
            BlobProperties properties = await Container.GetBlobClient("a").GetPropertiesAsync(cancellationToken: Cancellation);
            return (properties.ContentType, properties.CacheControl, properties.Metadata["owner"]);
        }
    }

    /// <summary>A name that no document can have is found by the plan, and refused when it is written.</summary>
    [Theory]
    [InlineData("a//b")]
    [InlineData("../a")]
    [InlineData("a.")]
    [InlineData("a\u0001")]
    [InlineData(".fm-target.json")]
    [InlineData("settings.json")]
    public async Task A_name_that_no_document_can_have_is_refused(string key)
    {
        await using var target = await OpenAsync(TargetAccess.Plan);

        Assert.Equal(TargetCodes.BadKey.Code, target.Check(Slice, new DesiredItem(key, Digest.Of("1"), ItemContent.Of("1"u8.ToArray()), new Place("mails")))!.Code);
        Assert.Equal(TargetCodes.BadKey.Code, (await Assert.ThrowsAsync<TargetException>(() => target.ReadManyAsync(Slice, [key], Cancellation))).Finding.Code);
    }

    /// <summary>A claimant waits as long as a silent writer could still write, and the writer that wakes up later writes nothing.</summary>
    [Fact]
    public async Task A_silent_writer_is_waited_out_and_writes_nothing_when_it_wakes()
    {
        var gate = new WriteGate("target write");
        var (writer, claim) = await ClaimedAsync(gate);
        await using var openWriter = writer;
        var writing = Task.Run(() => writer.WriteAsync(claim, Slice, [Write("a", null, "zombie")], Cancellation));
        await gate.Reached.WaitAsync(Cancellation);
        await using var heir = await OpenAsync();
        var claiming = Task.Run(() => heir.ClaimAsync(new ClaimRequest(Store, Run), Cancellation));

        var waited = TimeSpan.Zero;
        while (!claiming.IsCompleted)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            waited += TimeSpan.FromSeconds(1);
            await Task.Yield();
            await Task.WhenAny(claiming, Task.Delay(20, Cancellation));
        }

        var next = Value(await claiming);
        Assert.InRange(waited, BlobTimes.Default.Until - TimeSpan.FromSeconds(8), BlobTimes.Default.Patience);
        await WriteAsync(heir, next, Write("a", null, "1"));
        await WriteAsync(heir, next, Write("a", "1", null));
        gate.Open();

        Failure(TargetCodes.ClaimLost, await writing);
        Assert.Empty(await ItemsAsync(heir));
    }
}
