using FunctionsMigrator.Adapters.Stores.Local;

namespace FunctionsMigrator.Adapters.Tests.Stores;

public sealed class DurableFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("fm-durable-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Of_two_that_publish_the_same_name_in_the_same_instant_exactly_one_wins()
    {
        const int Rounds = 300;
        var folder = new DurableFolder(_root);
        var answers = new bool[2, Rounds];
        using var start = new Barrier(2);
        for (var round = 0; round < Rounds; round++)
        {
            File.WriteAllText(Temporary(0, round), "0");
            File.WriteAllText(Temporary(1, round), "1");
        }

        var threads = Enumerable.Range(0, 2).Select(writer => new Thread(() =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                start.SignalAndWait();
                answers[writer, round] = folder.TryPublish(Temporary(writer, round), Published(round));
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        for (var round = 0; round < Rounds; round++)
        {
            Assert.NotEqual(answers[0, round], answers[1, round]);
            Assert.Equal(answers[0, round] ? "0" : "1", File.ReadAllText(Published(round)));
        }
    }

    [Fact]
    public void Folders_are_made_with_all_above_them_and_private()
    {
        var folder = new DurableFolder(Path.Combine(_root, "store"));
        var deep = Path.Combine(folder.Root, "a", "b");

        folder.Create(deep);

        Assert.True(Directory.Exists(deep));
        for (var path = deep; path.Length >= folder.Root.Length && !OperatingSystem.IsWindows(); path = Path.GetDirectoryName(path)!)
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void A_temporary_file_that_is_gone_is_an_error_not_an_existing_name()
    {
        var failure = Assert.ThrowsAny<IOException>(() => new DurableFolder(_root).TryPublish(Temporary(0, 0), Published(0)));

        Assert.True(OperatingSystem.IsWindows() || failure.HResult == 2, failure.ToString());
    }

    private string Temporary(int writer, int round) => Path.Combine(_root, $"{writer}-{round}.tmp");

    private string Published(int round) => Path.Combine(_root, "names", $"{round}");
}
