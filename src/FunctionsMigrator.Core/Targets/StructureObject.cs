namespace FunctionsMigrator.Core.Targets;

/// <summary>One thing of a database's structure: a table, an index, a view, a function.</summary>
/// <param name="Name">Its kind and its name, as the database spells it and with its schema: <c>table public.orders</c>. Unique in the target.</param>
/// <param name="Checksum">Over its definition: the same exactly while the definition is.</param>
/// <param name="Text">Its definition, as people may read it.</param>
public sealed record StructureObject(string Name, Digest Checksum, string Text);
