import type { ConnectionCard } from '../../../proxy/contract/members.ts'

/** Commands for a shell that call the proxy once, saving the certificate first where there is one. */
export function testCommand(
  card: Pick<ConnectionCard, 'ca' | 'snippets'>,
  placeholder: string,
  system: 'unix' | 'windows',
): string {
  const language = system === 'windows' ? 'powershell' : 'bash'
  const curl = card.snippets.find(({ id }) => id === 'curl')?.blocks ?? []
  return [...(card.ca?.trust ?? []), ...curl]
    .filter((block) => block.language === language)
    .map(({ text }) => text.replaceAll('{token}', placeholder))
    .join('\n')
}
