using System.Text.Json;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Items;

/// <summary>
/// Reads a file of rows in a format that Core has no parser for (YAML) as a JSON array of objects, scalars by YAML 1.2. Files over 16 MiB do not come here.
/// A malformed file is a finding with its line.
/// </summary>
/// <param name="text">The whole file, without byte order mark and with LF.</param>
/// <param name="file">Its path, for findings.</param>
public delegate Outcome<JsonElement> RowsFileReader(string text, string file);
