// Private endpoints of the accounts and of the vault, in the network that network.bicep makes.
param name string
param location string
param tags object
param networkName string
param stateAccountId string
param auditAccountId string
param vaultId string

var storage = environment().suffixes.storage
var endpoints = [
  {
    name: 'state-blob'
    resourceId: stateAccountId
    groupId: 'blob'
    zone: 'privatelink.blob.${storage}'
  }
  {
    name: 'state-queue'
    resourceId: stateAccountId
    groupId: 'queue'
    zone: 'privatelink.queue.${storage}'
  }
  {
    name: 'state-table'
    resourceId: stateAccountId
    groupId: 'table'
    zone: 'privatelink.table.${storage}'
  }
  {
    name: 'audit-blob'
    resourceId: auditAccountId
    groupId: 'blob'
    zone: 'privatelink.blob.${storage}'
  }
  {
    name: 'vault'
    resourceId: vaultId
    groupId: 'vault'
    zone: 'privatelink.vaultcore.azure.net'
  }
]

resource network 'Microsoft.Network/virtualNetworks@2023-11-01' existing = {
  name: networkName
}

resource connections 'Microsoft.Network/privateEndpoints@2023-11-01' = [for endpoint in endpoints: {
  name: 'pe-${name}-${endpoint.name}'
  location: location
  tags: tags
  properties: {
    subnet: {
      id: '${network.id}/subnets/endpoints'
    }
    privateLinkServiceConnections: [
      {
        name: endpoint.name
        properties: {
          privateLinkServiceId: endpoint.resourceId
          groupIds: [
            endpoint.groupId
          ]
        }
      }
    ]
  }
}]

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2023-11-01' = [for (endpoint, i) in endpoints: {
  parent: connections[i]
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: endpoint.name
        properties: {
          privateDnsZoneId: resourceId('Microsoft.Network/privateDnsZones', endpoint.zone)
        }
      }
    ]
  }
}]
