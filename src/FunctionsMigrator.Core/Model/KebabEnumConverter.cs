using System.Text.Json;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>Enums as the files write them: <c>take-git</c>.</summary>
public sealed class KebabEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
