import { Checkbox, Group, NumberInput, Select, Stack, Switch, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { alarmChannel, factsOfRule } from '../../../proxy/contract/alarmRules.ts'
import type { AlarmRuleLine } from '../../../proxy/contract/alarms.ts'
import { useClient } from '../../client.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { FormEnd } from '../../ui/FormEnd.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { MemberActions } from './MemberActions.tsx'
import { RulePreview } from './RulePreview.tsx'
import { changeOf, draftOf, type RuleDraft, thresholdName, typedThresholds } from './ruleDraft.ts'

/** When a rule fires, what it does, and who hears of it; tried on the past before it is saved. */
export function RuleDialog({ of: rule, onClose }: { of: AlarmRuleLine; onClose: () => void }) {
  const t = useWords('alerts')
  const client = useClient()
  const queries = useQueryClient()
  const [draft, setDraft] = useState(() => draftOf(rule))
  const change = changeOf(rule, draft)
  const thresholds = typedThresholds(rule, draft)
  const facts = factsOfRule(rule.kind)
  const put = (part: Partial<RuleDraft>) => setDraft({ ...draft, ...part })
  const saving = useMutation({
    mutationFn: async () => {
      if (change) await client.alarms.setRule.mutate(change)
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['alarms'] })
      toast({ message: t('ruleSaved') })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (change) saving.mutate()
  }
  return (
    <FormDialog
      title={t(`kind_${rule.kind}`)}
      size="lg"
      isDirty={change !== undefined}
      onClose={onClose}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Text size="sm">{facts.about}</Text>
          <Switch
            label={t('ruleOn', { rule: t(`kind_${rule.kind}`) })}
            checked={draft.on}
            onChange={(event) => put({ on: event.currentTarget.checked })}
            data-autofocus
          />
          {Object.keys(facts.thresholds).length > 0 && (
            <div className="alt-rule-thresholds">
              {Object.entries(facts.thresholds).map(([name, threshold]) => (
                <NumberInput
                  key={name}
                  label={thresholdName(t, name)}
                  description={`${threshold.about} ${t('ruleDefault', { value: threshold.value })}.`}
                  value={draft.thresholds[name] ?? ''}
                  onChange={(value) =>
                    put({
                      thresholds: {
                        ...draft.thresholds,
                        [name]: value === '' ? '' : Number(value),
                      },
                    })
                  }
                  min={threshold.min}
                  max={threshold.max}
                  clampBehavior="blur"
                  decimalScale={6}
                  hideControls
                />
              ))}
            </div>
          )}
          {thresholds && <RulePreview kind={rule.kind} thresholds={thresholds} />}
          {facts.actions.length > 1 && (
            <>
              <Select
                label={t('actionFor')}
                description={t(rule.kind === 'decoyToken' ? 'actionDecoyHint' : 'actionHint')}
                data={facts.actions.map((value) => ({ value, label: t(`action_${value}`) }))}
                value={draft.action}
                onChange={(action) => action && put({ action })}
                allowDeselect={false}
              />
              {facts.watches === 'use' && (
                <MemberActions
                  of={draft.members}
                  actions={facts.actions}
                  onChange={(members) => put({ members })}
                />
              )}
            </>
          )}
          <Checkbox.Group
            label={t('tellTitle')}
            description={t('tellHint')}
            value={draft.tell}
            onChange={(tell) =>
              put({ tell: alarmChannel.options.filter((way) => tell.includes(way)) })
            }
          >
            <Group gap="md" mt="xs">
              {alarmChannel.options.map((way) => (
                <Checkbox key={way} value={way} label={t(`tell_${way}`)} />
              ))}
            </Group>
          </Checkbox.Group>
          <FormEnd of={saving} submit={t('ruleArm')} isDisabled={!change} onClose={onClose} />
        </Stack>
      </form>
    </FormDialog>
  )
}
