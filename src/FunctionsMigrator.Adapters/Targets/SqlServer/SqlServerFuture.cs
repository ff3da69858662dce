using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>
/// Makes databases of the live structure without rows, where pending scripts show what a table will be: nothing of them touches the target, needs its rights or waits for its
/// locks.
/// </summary>
/// <param name="open">The way to where scratch databases are made (null), or to one of them by its name.</param>
/// <param name="definition">The target.</param>
/// <param name="address">Its address.</param>
internal sealed class SqlServerFuture(Func<string?, CancellationToken, Task<Outcome<SqlServerPlace>>> open, SqlServerDefinition definition, TargetAddress address)
{
    /// <summary>Makes one, which is dropped when it is disposed.</summary>
    /// <exception cref="TargetException">It cannot be made.</exception>
    public async Task<Made> MakeAsync(SqlServerPlace live, CancellationToken cancellation)
    {
        var name = SqlServerTargetType.ScratchName(address, $"describe-{Guid.NewGuid():N}");
        var server = await OpenAsync(null, cancellation);
        try
        {
            await SqlServerScratchDatabase.CreateAsync(server, live, name, cancellation);
            var made = new Made(server, await OpenAsync(name, cancellation), name);
            try
            {
                await new SqlServerScratch(live, made.Place, definition, address).FillAsync(new ScratchRequest(name, [], []), cancellation);
                return made;
            }
            catch
            {
                await made.DisposeAsync();
                throw;
            }
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private async Task<SqlServerPlace> OpenAsync(string? name, CancellationToken cancellation)
    {
        var opened = await open(name, cancellation);
        return opened.TryGet(out var place) ? place : throw new TargetException(opened.Findings[0]);
    }

    /// <summary>A database that stands until it is disposed.</summary>
    public sealed class Made(SqlServerPlace server, SqlServerPlace place, string name) : IAsyncDisposable
    {
        /// <summary>The way to it.</summary>
        public SqlServerPlace Place { get; } = place;

        public async ValueTask DisposeAsync()
        {
            await Place.DisposeAsync();
            await using (server)
            {
                await SqlServerScratchDatabase.DropAsync(server, name, CancellationToken.None);
            }
        }
    }
}
