using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Cli.Tests.Killed;

/// <summary>A repository whose first commit production holds, made once and copied for each test; with the server that analyses ask.</summary>
internal sealed class Past : IAsyncDisposable
{
    private static readonly GitIdentity Ada = new("Ada", "ada@example.com");
    private static readonly DateTimeOffset When = new(2026, 11, 23, 9, 30, 15, TimeSpan.Zero);
    private readonly TestFolder _folder = new();
    private readonly Dictionary<Story, Lazy<Task<string>>> _unharmed = [];
    private readonly NumberServer _numbers;

    private Past(NumberServer numbers) => _numbers = numbers;

    /// <summary>Makes it.</summary>
    public static async Task<Past> MakeAsync()
    {
        var past = new Past(await NumberServer.StartAsync());
        await past.BeginAsync();
        return past;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _numbers.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A copy of its own, with the story's commit on top.</summary>
    public Stage Begin(Story story)
    {
        var folder = new TestFolder();
        if (story.HasPast)
        {
            foreach (var file in Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories))
            {
                var copy = folder[Path.GetRelativePath(_folder.Path, file)];
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }

            Commit(story.SecondFiles(_numbers.Address), () => GitRepositories.CommitAll(folder.Path, "Second", Ada, When.AddHours(1)));
        }
        else
        {
            Commit(story.FirstFiles(_numbers.Address), () => GitRepositories.Create(folder.Path, "First", Ada, When));
        }

        return new Stage(folder);

        void Commit(IEnumerable<KeyValuePair<string, string>> files, Func<Core.Findings.Outcome<CommitInfo>> commit)
        {
            foreach (var (path, text) in files)
            {
                folder.Write(path, text);
            }

            Assert.True(commit().Succeeded);
        }
    }

    /// <summary>How the story ends when nobody is killed.</summary>
    public Task<string> UnharmedAsync(Story story)
    {
        lock (_unharmed)
        {
            if (!_unharmed.TryGetValue(story, out var told))
            {
                _unharmed[story] = told = new Lazy<Task<string>>(async () =>
                {
                    using var stage = Begin(story);
                    await stage.MigrateAsync();
                    return await stage.TellAsync();
                });
            }

            return told.Value;
        }
    }

    private async Task BeginAsync()
    {
        var story = Story.Completes;
        foreach (var (path, text) in story.FirstFiles(_numbers.Address))
        {
            _folder.Write(path, text);
        }

        Assert.True(GitRepositories.Create(_folder.Path, "First", Ada, When).Succeeded);
        var stage = new Stage(_folder);
        Assert.Equal(RunState.Completed, (await stage.MigrateAsync()).State);
    }
}
