namespace FunctionsMigrator.Bench.Growth;

/// <summary>Something that a run may have more and more of.</summary>
internal interface IGrowing
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>How far it is measured.</summary>
    IReadOnlyList<int> Sizes { get; }

    /// <summary>What is measured of each size, one after the other in one folder.</summary>
    IReadOnlyList<string> Operations { get; }

    /// <summary>Brings the folder to where the operation begins; not measured.</summary>
    Task PrepareAsync(string folder, int size, string operation);

    /// <summary>The measured operation.</summary>
    Task RunAsync(string folder, string operation);
}
