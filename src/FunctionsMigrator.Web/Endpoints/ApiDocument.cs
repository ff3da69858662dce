using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Signatures;
using FunctionsMigrator.Web.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace FunctionsMigrator.Web.Endpoints;

/// <summary>The API described by itself, as OpenAPI 3.1.</summary>
internal static class ApiDocument
{
    private const string Key = "key";

    private static readonly HashSet<Type> Bodies =
        [typeof(StartRequest), typeof(PromoteRequest), typeof(RollbackBody), typeof(CommandRequest), typeof(BreakLockBody), typeof(AddSigner), typeof(RevokeSigner), typeof(Core.Checks.CheckPost)];

    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = static description => description.ActionDescriptor.EndpointMetadata is var data && data.Any(one => one is RequiredAccess or AnonymousAccess) && !data.Any(one => one is PageAccess);
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            Secure(operation, context);
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            Shape(schema, context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
    });

    public static void Map(IEndpointRouteBuilder routes) => routes.MapOpenApi("/openapi/{documentName}.json").Needs(AccessRole.Reader);

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo { Title = "FunctionsMigrator", Version = "v1", Description = "Runs, plans, approvals, audit and locks of a FunctionsMigrator server." };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Key] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key: fm_..." },
        };
    }

    private static void Secure(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<RequiredAccess>().FirstOrDefault() is not { } access)
        {
            return;
        }

        operation.Description = $"Needs the role {access}.";
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Key, context.Document)] = [] }];
    }

    // Types with a converter of their own say nothing of their form; only bodies of requests refuse unknown members.
    private static void Shape(OpenApiSchema schema, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(Digest))
        {
            schema.Type = JsonSchemaType.String;
            schema.Pattern = "^[0-9a-f]{64}$";
        }
        else if (plain == typeof(TargetAddress))
        {
            schema.Type = JsonSchemaType.String;
            schema.Description = "ENVIRONMENT/REGION/TARGET or ENVIRONMENT/REGION/TARGET[TENANT]";
        }
        else if (!Bodies.Contains(type))
        {
            schema.AdditionalPropertiesAllowed = true;
        }
    }
}
