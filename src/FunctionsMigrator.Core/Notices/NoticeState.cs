using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Notices;

/// <summary>Where one notice to one receiver stands.</summary>
[JsonConverter(typeof(KebabEnumConverter<NoticeState>))]
public enum NoticeState
{
    /// <summary>It is to be sent, perhaps again.</summary>
    Waiting,

    /// <summary>The channel took it.</summary>
    Sent,

    /// <summary>It could not be sent, and is not tried any more.</summary>
    GivenUp,

    /// <summary>It was not true any more when it could have been sent.</summary>
    Dropped,
}
