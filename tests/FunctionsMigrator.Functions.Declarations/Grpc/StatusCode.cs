// grpc/grpc-dotnet: src/Grpc.Core.Api/StatusCode.cs
namespace Grpc.Core;

public enum StatusCode
{
    OK = 0,
    Cancelled = 1,
    NotFound = 5,
    AlreadyExists = 6,
    FailedPrecondition = 9,
    Unavailable = 14,
}
