import { Button, Group } from '@mantine/core'
import type { ProxyProblem } from '../../proxy/contract/status.ts'
import { Banner } from '../ui/Banner.tsx'
import { useWords } from '../words/words.ts'

/** Why the proxy could not start (a port in use says by whom), with a free port and another try. */
export function ProxyProblemBanner(props: {
  problem: ProxyProblem
  isBusy?: boolean
  onUse: (port: number) => void
  onRetry: () => void
}) {
  const t = useWords('shell')
  const common = useWords('common')
  const { message, freePort, code } = props.problem
  return (
    <Banner
      tone="bad"
      boxed
      action={
        <Group gap="sm" wrap="nowrap">
          {freePort !== null && (
            <Button size="xs" loading={props.isBusy ?? false} onClick={() => props.onUse(freePort)}>
              {t('usePort', { port: freePort })}
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            loading={props.isBusy ?? false}
            onClick={props.onRetry}
          >
            {common('tryAgain')}
          </Button>
        </Group>
      }
    >
      {message} <span className="kr-mono kr-small">{code}</span>
    </Banner>
  )
}
