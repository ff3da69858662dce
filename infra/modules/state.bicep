// The account of the host, of the engine and of the store: bundles, plans, before-images and records. Identities only, no keys.
param accountName string
param location string
param tags object
param redundancy string
param privateNetworking bool
param appPrincipalId string

// Storage Blob Data Owner: the host takes leases with it. Storage Queue Data Contributor and Storage Table Data Contributor: the engine's queues and tables.
var blobOwnerRole = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
var queueContributorRole = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
var tableContributorRole = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
var roles = [
  blobOwnerRole
  queueContributorRole
  tableContributorRole
]

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: accountName
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: redundancy
  }
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: privateNetworking ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'None'
      defaultAction: privateNetworking ? 'Deny' : 'Allow'
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: {
      enabled: true
      days: 14
    }
    containerDeleteRetentionPolicy: {
      enabled: true
      days: 14
    }
  }
}

resource package 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = {
  parent: blobs
  name: 'app-package'
  properties: {
    publicAccess: 'None'
  }
}

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in roles: {
  name: guid(account.id, appPrincipalId, role)
  scope: account
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}]

output accountName string = account.name
output accountId string = account.id
output packageContainer string = package.name
