using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Core.Access;

/// <summary>Who has keys. A name stays for good: a key of it stands in audits, so it is never given to somebody else.</summary>
/// <param name="Name">The name that <c>key:</c> in People refers to.</param>
/// <param name="Roles">What its keys allow, in the order of <see cref="AccessRole"/>.</param>
/// <param name="Keys">Its keys, oldest first; at most two of them valid.</param>
public sealed record ApiKeyHolder(string Name, IReadOnlyList<AccessRole> Roles, IReadOnlyList<ApiKey> Keys);
