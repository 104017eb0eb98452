import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { AppStatus, SetupStep } from '../../../proxy/contract/status.ts'
import { useClient } from '../../client.tsx'
import { ApplyPreferences } from '../../preferences.tsx'
import { useWords } from '../../words/words.ts'
import { GateLayout } from './GateLayout.tsx'
import { KeysStep } from './KeysStep.tsx'
import { MemberStep } from './MemberStep.tsx'
import { NetworkStep } from './NetworkStep.tsx'
import { RecoveryKit } from './RecoveryKit.tsx'
import { VaultStep } from './VaultStep.tsx'

const STEPS = ['vault', 'keys', 'network', 'member'] as const

type Step = (typeof STEPS)[number]

export interface StepProps {
  status: AppStatus
  /** Moves to another step; the service remembers it, so closing the window loses nothing. */
  goTo: (step: SetupStep) => void
}

/** The first run: from nothing to the first call of a teammate. */
export function SetupPage(props: {
  status: AppStatus
  /** The key of the vault that was just made, until it was saved or put off. */
  recoveryKey: string | undefined
  onRecoveryKey: (key: string | undefined) => void
}) {
  const { status } = props
  const t = useWords('setup')
  const client = useClient()
  const queries = useQueryClient()
  const move = useMutation({
    mutationFn: (step: SetupStep) => client.status.setupStep.mutate({ step }),
    onMutate: (step) => {
      queries.setQueryData<AppStatus>(['status'], (old) => old && { ...old, setup: step })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['status'] }),
  })
  // Held here: the vault's new state may arrive before the answer with the recovery key.
  const create = useMutation({
    mutationFn: (passphrase: string) => client.vault.create.mutate({ passphrase }),
    onSuccess: (created) => {
      props.onRecoveryKey(created.recoveryKey)
      return queries.invalidateQueries()
    },
  })
  const step = create.isPending ? 'vault' : stepOf(status, props.recoveryKey)
  const stepProps = { status, goTo: move.mutate }
  const head = status.setup !== 'done' && <Progress current={step} />

  if (props.recoveryKey) {
    const finish = () => {
      props.onRecoveryKey(undefined)
      if (status.setup === 'vault') move.mutate('keys')
    }
    return (
      <GateLayout title={t('kitTitle')} head={head} isWide>
        <RecoveryKit recoveryKey={props.recoveryKey} onDone={finish} />
      </GateLayout>
    )
  }
  return (
    <GateLayout
      title={t(`${step}Title`)}
      text={t(`${step}Text`)}
      head={head}
      isWide={step !== 'vault'}
    >
      {status.session && <ApplyPreferences />}
      {step === 'vault' && (
        <VaultStep
          isBusy={create.isPending}
          error={create.error}
          onCreate={(passphrase) => create.mutate(passphrase)}
        />
      )}
      {step === 'keys' && <KeysStep {...stepProps} />}
      {step === 'network' && <NetworkStep {...stepProps} />}
      {step === 'member' && <MemberStep {...stepProps} />}
    </GateLayout>
  )
}

function stepOf(status: AppStatus, recoveryKey: string | undefined): Step {
  if (status.vault === 'none' || recoveryKey) return 'vault'
  // The window was closed before the recovery key was dealt with: it cannot be shown again.
  if (status.setup === 'vault' || status.setup === 'done') return 'keys'
  return status.setup
}

function Progress({ current }: { current: Step }) {
  const t = useWords('setup')
  const position = STEPS.indexOf(current)
  return (
    <nav aria-label={t('steps')}>
      <ol className="kr-steps">
        {STEPS.map((step, index) => (
          <li
            key={step}
            aria-current={index === position ? 'step' : undefined}
            data-done={index < position || undefined}
          >
            {index + 1} {t(`step_${step}`)}
          </li>
        ))}
      </ol>
    </nav>
  )
}
