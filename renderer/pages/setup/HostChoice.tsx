import { Radio, Stack } from '@mantine/core'
import type { NetworkInterface } from '../../../proxy/contract/status.ts'
import { useWords } from '../../words/words.ts'

export const ALL_NETWORKS = '0.0.0.0'
const THIS_COMPUTER = '127.0.0.1'

/** The addresses worth choosing: IPv4 and reachable IPv6, without the link-local ones nobody can type. */
export function hostOptions(interfaces: readonly NetworkInterface[]): NetworkInterface[] {
  return interfaces.filter(
    ({ scope, address }) => scope !== 'loopback' && !address.toLowerCase().startsWith('fe80'),
  )
}

/** The private IPv4 address, as most teams are in one office network; else this computer alone. */
export function likelyHost(options: readonly NetworkInterface[]): string {
  const best = options.find(({ scope, family }) => scope === 'private' && family === 'IPv4')
  return best?.address ?? THIS_COMPUTER
}

export function HostChoice(props: {
  options: readonly NetworkInterface[]
  value: string
  onChange: (host: string) => void
}) {
  const t = useWords('setup')
  const known = [THIS_COMPUTER, ALL_NETWORKS, ...props.options.map(({ address }) => address)]
  return (
    <Radio.Group value={props.value} onChange={props.onChange} aria-label={t('networkTitle')}>
      <Stack gap="sm">
        <Radio value={THIS_COMPUTER} label={t('onlyThis')} description={t('onlyThisHint')} />
        {props.options.map(({ address, name, scope }) => (
          <Radio
            key={address}
            value={address}
            label={t(scope === 'public' ? 'public' : 'local', { address })}
            description={
              scope === 'public'
                ? t('publicHint', { name })
                : t('interfaceHint', { name, scope: t(`scope_${scope}`) })
            }
          />
        ))}
        {!known.includes(props.value) && (
          <Radio
            value={props.value}
            label={t('otherAddress', { address: props.value })}
            description={t('otherAddressHint')}
          />
        )}
        <Radio value={ALL_NETWORKS} label={t('all')} description={t('allHint')} />
      </Stack>
    </Radio.Group>
  )
}
