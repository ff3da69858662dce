// The app: Flex Consumption, .NET isolated, deployed from a container by its identity. No setting holds a secret.
param appName string
param location string
param tags object
param repository string
param repositoryTokenSecret string
param webhookGithubSecrets string
param entraClientId string
param driftSchedule string
param instanceMemoryMB int
param maximumInstanceCount int
param alwaysReadyDurable int
param alwaysReadyHttp int
param stateAccountName string
param packageContainer string
param auditAccountName string
param vaultUri string
param insightsName string
param appIdentityId string
param appClientId string
param planIdentityId string
param planClientId string
param applyIdentityId string
param applyClientId string
param networkName string

var readyDurable = alwaysReadyDurable > 0 ? [
  {
    name: 'durable'
    instanceCount: alwaysReadyDurable
  }
] : []
var readyHttp = alwaysReadyHttp > 0 ? [
  {
    name: 'http'
    instanceCount: alwaysReadyHttp
  }
] : []

var hostSettings = {
  AzureWebJobsStorage__accountName: stateAccountName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: appClientId
  AzureWebJobsDisableHomepage: 'true'
  APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${appClientId};Authorization=AAD'
}
var ownSettings = {
  FM_REPOSITORY: repository
  FM_DRIFT_SCHEDULE: driftSchedule
  FM_STORE_BLOBS: state.properties.primaryEndpoints.blob
  FM_STORE_TABLES: state.properties.primaryEndpoints.table
  FM_STORE_AUDIT: audit.properties.primaryEndpoints.blob
  FM_VAULT: vaultUri
  FM_CLIENT_ID: appClientId
  FM_PLAN_CLIENT_ID: planClientId
  FM_APPLY_CLIENT_ID: applyClientId
}
var tokenSettings = empty(repositoryTokenSecret) ? {} : {
  FM_REPOSITORY_TOKEN_SECRET: repositoryTokenSecret
}
var webhookSettings = empty(webhookGithubSecrets) ? {} : {
  FM_WEBHOOK_GITHUB_SECRETS: webhookGithubSecrets
}
var entraSettings = empty(entraClientId) ? {} : {
  FM_ENTRA_TENANT: tenant().tenantId
  FM_ENTRA_CLIENT_ID: entraClientId
}

resource state 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: stateAccountName
}

resource audit 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: auditAccountName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource network 'Microsoft.Network/virtualNetworks@2023-11-01' existing = if (!empty(networkName)) {
  name: networkName
}

resource hosting 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${appName}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: appName
  location: location
  tags: union(tags, {
    'azd-service-name': 'app'
  })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${appIdentityId}': {}
      '${planIdentityId}': {}
      '${applyIdentityId}': {}
    }
  }
  properties: {
    serverFarmId: hosting.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: appIdentityId
    virtualNetworkSubnetId: empty(networkName) ? null : '${network.id}/subnets/app'
    siteConfig: {
      minTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${state.properties.primaryEndpoints.blob}${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: appIdentityId
          }
        }
      }
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: concat(readyDurable, readyHttp)
      }
    }
  }
}

resource settings 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: app
  name: 'appsettings'
  properties: union(hostSettings, ownSettings, tokenSettings, webhookSettings, entraSettings)
}

resource ftp 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'ftp'
  properties: {
    allow: false
  }
}

resource scm 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'scm'
  properties: {
    allow: false
  }
}

output appName string = app.name
output hostName string = app.properties.defaultHostName
