using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Evidence;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Adapters.Heads;

/// <summary>Heads as files of a folder, such as a share that is mounted to be appended to. A file is made once and never replaced.</summary>
public sealed class FolderHeadPublisher(string folder) : IHeadPublisher
{
    /// <inheritdoc/>
    public string Place => $"folder {folder}";

    /// <inheritdoc/>
    public async Task<Outcome<PublishedHead>> PublishAsync(PublishedHead head, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, HeadText.Name(head));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var unfinished = Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():N}.tmp");
            await File.WriteAllBytesAsync(unfinished, AuditFormat.Write(head), cancellation);
            try
            {
                File.Move(unfinished, path, overwrite: false);
                return Outcome.Of(head);
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(unfinished);
                return HeadText.Compare(head, await File.ReadAllBytesAsync(path, cancellation), Place);
            }
        }
        catch (Exception exception) when (LocalFailure.IsOfMedium(exception))
        {
            return HeadText.Unusable<PublishedHead>(Place, exception.Message);
        }
    }

    /// <inheritdoc/>
    public async Task<Outcome<IReadOnlyList<PublishedHead>>> ReadAsync(string store, string environment, CancellationToken cancellation)
    {
        var prefix = HeadText.Prefix(store, environment);
        try
        {
            var heads = new List<PublishedHead>();
            string[] files = Directory.Exists(Path.Combine(folder, prefix)) ? Directory.GetFiles(Path.Combine(folder, prefix), "*.json") : [];
            foreach (var path in files.Order(StringComparer.Ordinal))
            {
                if (new FileInfo(path).Length <= AuditFormat.LargestRecord && HeadText.Read(await File.ReadAllBytesAsync(path, cancellation), prefix + Path.GetFileName(path)) is { } head)
                {
                    heads.Add(head);
                }
            }

            return Outcome.Of<IReadOnlyList<PublishedHead>>(heads);
        }
        catch (Exception exception) when (LocalFailure.IsOfMedium(exception))
        {
            return HeadText.Unusable<IReadOnlyList<PublishedHead>>(Place, exception.Message);
        }
    }
}
