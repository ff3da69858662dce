using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Architecture.Tests;

/// <summary>
/// Core does no I/O and has no clock, random or threads of its own. The compiler refuses the symbols it was told; these tests read the compiled assembly, where
/// no overload and no new type can be forgotten.
/// </summary>
public sealed class CorePurityTests
{
    private static readonly string[] BannedTypes =
    [
        "System.IO.File", "System.IO.Directory", "System.IO.FileStream", "System.IO.FileInfo", "System.IO.DirectoryInfo", "System.IO.FileSystemInfo", "System.IO.DriveInfo",
        "System.IO.FileSystemWatcher", "System.Console", "System.Diagnostics.Process", "System.Diagnostics.Stopwatch", "System.Random", "System.Threading.Thread",
        "System.Threading.ThreadPool", "System.Threading.Timer", "System.Threading.PeriodicTimer",
    ];

    private static readonly string[] BannedMembers =
    [
        "System.Threading.Tasks.Task.Run", "System.Threading.Tasks.Task.Delay", "System.Threading.Tasks.Task.WhenAny", "System.Threading.Tasks.Parallel.",
        "System.Guid.NewGuid", "System.Guid.CreateVersion7", "System.TimeProvider.get_System", "System.DateTime.get_Now", "System.DateTime.get_UtcNow",
        "System.DateTime.get_Today", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow", "System.Environment.",
    ];

    // Asynchronous iterators are compiled to ask for it.
    private static readonly string[] CompilersOwn = ["System.Environment.get_CurrentManagedThreadId"];

    private static readonly string[] Packages = ["Microsoft.CodeAnalysis.BannedApiAnalyzers", "Microsoft.Extensions.Logging.Abstractions", "NodaTime"];

    [Fact]
    public void Core_uses_no_type_that_does_IO_or_waits()
    {
        Assert.DoesNotContain(Read(TypeNames), name => BannedTypes.Contains(name) || name.StartsWith("System.Net.", StringComparison.Ordinal));
    }

    [Fact]
    public void Core_calls_no_clock_no_random_and_no_host()
    {
        Assert.DoesNotContain(
            Read(MemberNames).Except(CompilersOwn), name => BannedMembers.Any(banned => name.StartsWith(banned, StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_read_from_the_assembly_is_what_Core_uses()
    {
        Assert.Contains("System.IO.Stream", Read(TypeNames));
        Assert.Contains("System.Security.Cryptography.SHA256.HashData", Read(MemberNames));
    }

    [Fact]
    public void The_compiler_refuses_the_banned_symbols()
    {
        var project = Projects.File(Projects.Core);
        var symbols = File.ReadAllText(Path.Combine(SourceFolders.Repository, "src", Projects.Core, "BannedSymbols.txt"));

        Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", Projects.Referenced(project, "PackageReference"));
        Assert.Contains("BannedSymbols.txt", Projects.Referenced(project, "AdditionalFiles"));
        Assert.All(
            (string[])["T:System.IO.File;", "T:System.Environment;", "T:System.Net.Http.HttpClient;", "P:System.DateTimeOffset.UtcNow;", "M:System.Guid.NewGuid;"],
            symbol => Assert.Contains(symbol, symbols, StringComparison.Ordinal));
    }

    [Fact]
    public void Core_takes_only_packages_without_IO()
    {
        Assert.Equal(Packages, Projects.Referenced(Projects.File(Projects.Core), "PackageReference").Order(StringComparer.Ordinal));
    }

    private static List<string> Read(Func<MetadataReader, IEnumerable<string>> names)
    {
        using var assembly = new PEReader(File.OpenRead(typeof(Finding).Assembly.Location));
        return [.. names(assembly.GetMetadataReader()).Distinct()];
    }

    private static IEnumerable<string> TypeNames(MetadataReader reader) =>
        reader.TypeReferences.Select(handle => NameOf(reader, handle));

    private static IEnumerable<string> MemberNames(MetadataReader reader) =>
        from handle in reader.MemberReferences
        let member = reader.GetMemberReference(handle)
        where member.Parent.Kind == HandleKind.TypeReference
        select $"{NameOf(reader, (TypeReferenceHandle)member.Parent)}.{reader.GetString(member.Name)}";

    private static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        return $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
    }
}
