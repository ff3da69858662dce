using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Notices;

namespace FunctionsMigrator.Testing.Notices;

/// <summary>A channel in memory: keeps what is sent, and answers what a test says.</summary>
public sealed class RecordingNotifier(string channel, int? perMinute = null) : INotifier
{
    private readonly List<(string Address, NoticeContent Content)> _sent = [];
    private readonly List<string> _tried = [];
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public string Channel => channel;

    /// <inheritdoc/>
    public int? PerMinute => perMinute;

    /// <summary>What becomes of an attempt to an address; default: it is sent.</summary>
    public Func<string, NoticeAnswer> Answer { get; set; } = _ => NoticeAnswer.Sent;

    /// <summary>What happens once the channel has taken it.</summary>
    public Func<Task> Then { get; set; } = () => Task.CompletedTask;

    /// <summary>What was sent, in order.</summary>
    public IReadOnlyList<(string Address, NoticeContent Content)> Sent
    {
        get
        {
            lock (_lock)
            {
                return [.. _sent];
            }
        }
    }

    /// <summary>Addresses of all attempts, in order.</summary>
    public IReadOnlyList<string> Tried
    {
        get
        {
            lock (_lock)
            {
                return [.. _tried];
            }
        }
    }

    /// <summary>An answer that is worth another attempt.</summary>
    public static NoticeAnswer Later(TimeSpan? after = null, bool ofChannel = false) => NoticeAnswer.Later(NoticeCodes.Busy.Finding("Not now."), after, ofChannel);

    /// <inheritdoc/>
    public async Task<NoticeAnswer> SendAsync(NoticeContent content, string address, CancellationToken cancellation)
    {
        var answer = Answer(address);
        lock (_lock)
        {
            _tried.Add(address);
            if (answer.Failure is null)
            {
                _sent.Add((address, content));
            }
        }

        await Then();
        return answer;
    }
}
