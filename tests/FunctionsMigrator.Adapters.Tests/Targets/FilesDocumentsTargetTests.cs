using System.Text;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Tests.Targets;

public sealed class FilesDocumentsTargetTests : FilesTargetContract
{
    protected override bool TellsWhenWritten => true;

    protected override ResourceSlice Slice { get; } = new("mails", ResourceKind.Documents, "documents", 0, ContentType: "text/html");

    protected override IReadOnlyList<string> Names =>
        [.. base.Names, "dir/a", "dir/sub/a", "dir/sub-1", "dir/sub.txt", "dir.txt", "dir-1", "dir0", "\U0001F600dir/\uE000", "\U0001F600dir/\U00010000"];

    protected override string Key(string name) => name;

    protected override byte[] Content(string name, string value) => Encoding.UTF8.GetBytes($"<p>{name}\r\n{value}</p>");

    protected override Task ChangeBehindAsync(string name, string? value)
    {
        var file = PathOf(name);
        if (value is null)
        {
            File.Delete(file);
        }
        else
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, Content(name, value));
        }

        return Task.CompletedTask;
    }
}
