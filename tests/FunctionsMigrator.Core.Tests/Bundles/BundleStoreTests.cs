using System.Text;
using CsCheck;
using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Testing.Stores;

namespace FunctionsMigrator.Core.Tests.Bundles;

public sealed class BundleStoreTests
{
    private static readonly string[] Manifest =
        ["repository:migrator.yaml", "settings:metadata/a.yaml", "content:metadata/B.csv", "policy:policies/production.yaml", "people:people.yaml"];

    private readonly InMemoryBlobStore _blobs = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static MemoryTree Files => new(
        ("migrator.yaml", "one\n"), ("metadata/a.yaml", "\uFEFFtwo\r\n"), ("metadata/B.csv", "three\n"),
        ("policies/production.yaml", "four\n"), ("people.yaml", "five\n"), ("README.md", "no run reads it"));

    private BundleStore Store => new(_blobs);

    [Fact]
    public void The_digest_is_SHA_256_over_the_lines_that_are_documented()
    {
        var (a, b) = (Digest.Of("a"), Digest.Of("b"));

        var digest = BundleStore.DigestOf([new("metadata/a.yaml", "settings", a), new("migrator.yaml", "repository", b)]);

        Assert.Equal(Digest.Of($"fm-bundle-v1\nmetadata/a.yaml\0settings\0{a}\nmigrator.yaml\0repository\0{b}\n"), digest);
    }

    [Fact]
    public async Task A_stored_bundle_is_opened_with_its_policies_normalised_in_ordinal_order()
    {
        var saved = await SaveAsync(Files);

        var tree = (await Store.OpenAsync(saved.Bundle, saved.Policy, Cancellation)).Value;

        Assert.Equal(
            [new("metadata/B.csv", 6), new("metadata/a.yaml", 4), new("migrator.yaml", 4), new("people.yaml", 5), new SourceFile("policies/production.yaml", 5)],
            tree.Files);
        Assert.Equal("two\n", await ReadAsync(tree, "metadata/a.yaml"));
        Assert.Equal("four\n", await ReadAsync(tree, "policies/production.yaml"));
        await Assert.ThrowsAsync<ArgumentException>(() => tree.OpenAsync("README.md", Cancellation));
    }

    [Fact]
    public async Task Policies_and_people_have_a_digest_of_their_own()
    {
        var before = await SaveAsync(Files);
        var otherPolicy = await SaveAsync(Files.With("people.yaml", "changed"));
        var otherBundle = await SaveAsync(Files.With("metadata/a.yaml", "changed"));

        Assert.Equal(before.Bundle, otherPolicy.Bundle);
        Assert.NotEqual(before.Policy, otherPolicy.Policy);
        Assert.NotEqual(before.Bundle, otherBundle.Bundle);
        Assert.Equal(before.Policy, otherBundle.Policy);
    }

    [Fact]
    public async Task A_new_bundle_is_opened_with_the_policies_that_were_in_force()
    {
        var old = await SaveAsync(Files);
        var changed = await SaveAsync(Files.With("metadata/a.yaml", "changed").With("people.yaml", "everybody may"));

        var tree = (await Store.OpenAsync(changed.Bundle, old.Policy, Cancellation)).Value;

        Assert.Equal("changed", await ReadAsync(tree, "metadata/a.yaml"));
        Assert.Equal("five\n", await ReadAsync(tree, "people.yaml"));
    }

    [Fact]
    public async Task A_file_that_takes_the_path_of_a_policy_in_force_is_refused()
    {
        var old = await SaveAsync(Files);
        var changed = await SaveAsync(
            Files.With("people.yaml", "kind: Settings").With("persons.yaml", "kind: People"),
            ["repository:migrator.yaml", "settings:people.yaml", "people:persons.yaml"]);

        var outcome = await Store.OpenAsync(changed.Bundle, old.Policy, Cancellation);

        Assert.Equal((BundleCodes.PathOfBoth.Code, "people.yaml"), (Assert.Single(outcome.Findings).Code, outcome.Findings[0].Place!.File));
    }

    [Fact]
    public async Task A_repository_without_policies_can_be_stored_and_opened()
    {
        var saved = await SaveAsync(Files, ["repository:migrator.yaml"]);

        Assert.Equal("migrator.yaml", Assert.Single((await Store.OpenAsync(saved.Bundle, saved.Policy, Cancellation)).Value.Files).Path);
    }

    [Fact]
    public async Task Storing_again_changes_nothing()
    {
        var first = await SaveAsync(Files);
        var before = await _blobs.ListAsync(BlobArea.Bundles, "", Cancellation).ToListAsync(Cancellation);

        Assert.Equal(first, await SaveAsync(Files));
        Assert.Equal(before, await _blobs.ListAsync(BlobArea.Bundles, "", Cancellation).ToListAsync(Cancellation));
        Assert.Equal(7, before.Count);
    }

    [Fact]
    public async Task What_a_crash_left_half_stored_is_completed()
    {
        var other = await SaveAsync(Files);
        _blobs.Tamper(BlobArea.Bundles, $"manifests/{other.Bundle}", null);
        _blobs.Tamper(BlobArea.Bundles, $"files/{Digest.Of("three\n")}", null);

        Assert.Equal(other, await SaveAsync(Files));

        Assert.Equal("three\n", await ReadAsync((await Store.OpenAsync(other.Bundle, other.Policy, Cancellation)).Value, "metadata/B.csv"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_changed_behind_the_manifest_is_not_stored_under_the_old_checksum(bool isThere)
    {
        var repository = await Repositories.OfAsync(Files, Manifest);
        if (isThere)
        {
            await Store.SaveAsync(repository, Cancellation);
        }

        var changed = repository with { Tree = Files.With("metadata/B.csv", "changed") };

        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.SaveAsync(changed, Cancellation));

        Assert.Equal(isThere, await _blobs.ExistsAsync(BlobArea.Bundles, $"files/{Digest.Of("three\n")}", Cancellation));
    }

    [Fact]
    public async Task A_bundle_that_is_not_there_is_found()
    {
        var saved = await SaveAsync(Files);

        Assert.Equal(BundleCodes.Missing.Code, Assert.Single((await Store.OpenAsync(Digest.Of("other"), saved.Policy, Cancellation)).Findings).Code);
        Assert.Equal(BundleCodes.Missing.Code, Assert.Single((await Store.OpenAsync(saved.Bundle, Digest.Of("other"), Cancellation)).Findings).Code);
    }

    [Theory]
    [InlineData("metadata/a.yaml", "metadata/x.yaml")]
    [InlineData("\"settings\"", "\"content\"")]
    [InlineData("{", "")]
    public async Task A_manifest_that_was_edited_is_found(string old, string @new)
    {
        var saved = await SaveAsync(Files);
        var text = Encoding.UTF8.GetString(_blobs.Bytes(BlobArea.Bundles, $"manifests/{saved.Bundle}"));
        Assert.Contains(old, text, StringComparison.Ordinal);
        _blobs.Tamper(BlobArea.Bundles, $"manifests/{saved.Bundle}", Encoding.UTF8.GetBytes(text.Replace(old, @new, StringComparison.Ordinal)));

        var outcome = await Store.OpenAsync(saved.Bundle, saved.Policy, Cancellation);

        Assert.Equal(BundleCodes.ManifestDamaged.Code, Assert.Single(outcome.Findings).Code);
    }

    [Theory]
    [InlineData("thr3e\n")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Content_that_was_edited_is_never_handed_out(string? content)
    {
        var saved = await SaveAsync(Files);
        _blobs.Tamper(BlobArea.Bundles, $"files/{Digest.Of("three\n")}", content is null ? null : Encoding.UTF8.GetBytes(content));
        var tree = (await Store.OpenAsync(saved.Bundle, saved.Policy, Cancellation)).Value;

        var thrown = await Assert.ThrowsAsync<StoreException>(() => tree.OpenAsync("metadata/B.csv", Cancellation));

        Assert.Equal(BundleCodes.Damaged.Code, thrown.Finding.Code);
        Assert.Equal("one\n", await ReadAsync(tree, "migrator.yaml"));
    }

    [Fact]
    public void The_digest_does_not_depend_on_the_order_of_files()
    {
        Gen.Select(Entries, Gen.Int).Sample((entries, seed) =>
        {
            var shuffled = entries.ToArray();
            new Random(seed).Shuffle(shuffled);
            Assert.Equal(BundleStore.DigestOf(entries), BundleStore.DigestOf(shuffled));
        });
    }

    [Fact]
    public void The_digest_changes_with_any_path_kind_or_content()
    {
        Gen.Select(Entries, Gen.Int[0, 1_000], Gen.Int[0, 4]).Sample((entries, index, change) =>
        {
            var position = index % entries.Length;
            var entry = entries[position];
            ManifestEntry[] changed = change switch
            {
                0 => [.. entries.Select((other, i) => i == position ? other with { Path = other.Path + "x" } : other)],
                1 => [.. entries.Select((other, i) => i == position ? other with { Kind = other.Kind + "x" } : other)],
                2 => [.. entries.Select((other, i) => i == position ? other with { Sha256 = Digest.Of(other.Sha256.Hex) } : other)],
                3 => [.. entries.Where((_, i) => i != position)],
                _ => [.. entries, entry with { Path = entry.Path + "/added" }],
            };
            Assert.NotEqual(BundleStore.DigestOf(entries), BundleStore.DigestOf(changed));
        });
    }

    [Fact]
    public void The_digest_ignores_what_a_checkout_does_to_text_and_nothing_else()
    {
        Gen.Select(OneOf("one", "", "two words", "a\rb", "ä").Array[1, 6], Gen.Bool, Gen.Bool).Sample((lines, withMark, withCr) =>
        {
            var plain = string.Join('\n', lines);
            var checkedOut = (withMark ? "\uFEFF" : "") + (withCr ? string.Join("\r\n", lines) : plain);
            Assert.Equal(DigestOfFile(plain), DigestOfFile(checkedOut));
            Assert.NotEqual(DigestOfFile(plain), DigestOfFile(checkedOut + "."));
        });
    }

    private static readonly string[] Paths = ["a", "b/a", "b.c", "B", "ä", "\uFFFD", "\U0001F600", "metadata/x.yaml"];

    // Every set of paths but the empty one: a bit for each.
    private static Gen<ManifestEntry[]> Entries => Gen.Select(Gen.Int[1, 255], Gen.Int[0, 9], OneOf("settings", "content"))
        .Select((bits, salt, kind) => Paths.Where((_, i) => (bits & (1 << i)) != 0).Select((path, i) => new ManifestEntry(path, kind, Digest.Of($"{i}{salt}"))).ToArray());

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static Digest DigestOfFile(string text)
    {
        // Nothing here waits: the tree is in memory.
        var repository = Repositories.OfAsync(new MemoryTree(("a", text)), "content:a").GetAwaiter().GetResult();
        return BundleStore.DigestOf(repository.Manifest);
    }

    private static async Task<string> ReadAsync(ISourceTree tree, string path)
    {
        using var reader = new StreamReader(await tree.OpenAsync(path, Cancellation), new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false);
        return await reader.ReadToEndAsync(Cancellation);
    }

    private async Task<BundleRef> SaveAsync(MemoryTree tree, string[]? manifest = null) =>
        await Store.SaveAsync(await Repositories.OfAsync(tree, manifest ?? Manifest), Cancellation);
}
