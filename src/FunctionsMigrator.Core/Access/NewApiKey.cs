namespace FunctionsMigrator.Core.Access;

/// <summary>A key that was just made.</summary>
/// <param name="Secret">The key: <c>fm_NAME_...</c>. Shown this once; it is stored nowhere.</param>
/// <param name="Holder">Its holder, as stored.</param>
public sealed record NewApiKey(string Secret, ApiKeyHolder Holder)
{
    /// <summary>Says nothing of the key.</summary>
    public override string ToString() => $"{nameof(NewApiKey)} {Holder.Name}";
}
