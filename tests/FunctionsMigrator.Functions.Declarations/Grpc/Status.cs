// grpc/grpc-dotnet: src/Grpc.Core.Api/Status.cs
namespace Grpc.Core;

public readonly struct Status(StatusCode statusCode, string detail)
{
    public StatusCode StatusCode { get; } = statusCode;

    public string Detail { get; } = detail;
}
