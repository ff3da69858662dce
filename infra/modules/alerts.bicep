// What somebody must hear of. The names are those of docs/telemetry.md; a test holds the two together.
param name string
param location string
param tags object
param workspaceId string
param mail string
param approvalHours int

var approvalSeconds = approvalHours * 3600
var rules = [
  {
    name: 'run-failed'
    description: 'A run ended Failed or Partial: a person is needed. `fm status RUN` and `fm audit show RUN` say what happened.'
    severity: 1
    query: 'AppMetrics | where Name == "fm.run.count" | where tostring(Properties["fm.run.state"]) in ("Failed", "Partial") | project TimeGenerated, Sum'
    column: 'Sum'
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 0
    every: 'PT5M'
    window: 'PT5M'
  }
  {
    name: 'rollback'
    description: 'A run takes back what it changed, or a person takes a run back.'
    severity: 2
    query: 'AppMetrics | where Name == "fm.rollback.count" | project TimeGenerated, Sum'
    column: 'Sum'
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 0
    every: 'PT5M'
    window: 'PT5M'
  }
  {
    name: 'approval-waits'
    description: 'A run has waited for approval for longer than agreed.'
    severity: 3
    query: 'AppMetrics | where Name == "fm.run.age" | where tostring(Properties["fm.run.state"]) == "AwaitingApproval" | project TimeGenerated, Max'
    column: 'Max'
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: approvalSeconds
    every: 'PT15M'
    window: 'PT15M'
  }
  {
    name: 'drift-found'
    description: 'An item was changed in a target, and not by a run.'
    severity: 3
    query: 'AppMetrics | where Name == "fm.drift.count" | project TimeGenerated, Sum'
    column: 'Sum'
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 0
    every: 'PT15M'
    window: 'PT15M'
  }
  {
    name: 'sweep-missing'
    description: 'The sweep was not seen for ten minutes: nothing reminds, expires or starts what was lost.'
    severity: 1
    query: 'AppMetrics | where Name == "fm.sweep.count" | where isempty(tostring(Properties["error.type"])) | summarize Seen = sum(Sum)'
    column: 'Seen'
    aggregation: 'Total'
    operator: 'LessThan'
    threshold: 1
    every: 'PT5M'
    window: 'PT10M'
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(mail)) {
  name: 'ag-${name}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: take('fm${name}', 12)
    enabled: true
    emailReceivers: [
      {
        name: 'operators'
        emailAddress: mail
        useCommonAlertSchema: true
      }
    ]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2022-06-15' = [for rule in rules: {
  name: 'fm-${name}-${rule.name}'
  location: location
  tags: tags
  properties: {
    displayName: 'fm ${name}: ${rule.name}'
    description: rule.description
    severity: rule.severity
    enabled: true
    autoMitigate: true
    evaluationFrequency: rule.every
    windowSize: rule.window
    scopes: [
      workspaceId
    ]
    criteria: {
      allOf: [
        {
          query: rule.query
          timeAggregation: rule.aggregation
          metricMeasureColumn: rule.column
          operator: rule.operator
          threshold: rule.threshold
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    actions: {
      actionGroups: empty(mail) ? [] : [
        people.id
      ]
    }
  }
}]
