using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Items;

/// <summary>
/// One item as git wants it, after variables.
/// The bytes are canonical, so that equal values have equal checksums on every target: canonical JSON (RFC 8785) of a setting's value; canonical JSON of a flag
/// in the Microsoft feature-management schema; canonical JSON object of column to text or null for a row (see <see cref="RowText"/>); a document's bytes.
/// </summary>
/// <param name="Key">Canonical key inside the slice's collection.</param>
/// <param name="Checksum">SHA-256 of the content.</param>
/// <param name="Content">The canonical bytes.</param>
/// <param name="Place">Where in git it is written.</param>
/// <param name="Sensitive">Whether its value is shown nowhere: marked so, or a secret reference.</param>
public sealed record DesiredItem(string Key, Digest Checksum, ItemContent Content, Place Place, bool Sensitive = false);
