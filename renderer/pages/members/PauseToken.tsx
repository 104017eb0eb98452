import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { TokenSummary } from '../../../proxy/contract/members.ts'
import { useClient } from '../../client.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'

/** Pauses a token that works, or lets a paused one work again; each takes the other back. */
export function PauseToken({ token }: { token: TokenSummary }) {
  const t = useWords('members')
  const client = useClient()
  const queries = useQueryClient()
  const { id } = token
  const label = token.label || token.hint
  const pausing = useMutation({
    mutationFn: async (pause: boolean) => {
      if (pause) await client.tokens.pause.mutate({ id })
      else await client.tokens.resume.mutate({ id })
    },
    onSuccess: (_, pause) => {
      void queries.invalidateQueries({ queryKey: ['tokens'] })
      const message = t(pause ? 'pausedToken' : 'resumedToken', { label })
      toast({ message, undo: () => pausing.mutate(!pause) })
    },
    onError: ({ message }) => toast({ message, tone: 'bad' }),
  })
  const isPaused = token.state === 'paused'
  return (
    <Button
      size="xs"
      variant="default"
      loading={pausing.isPending}
      aria-label={t(isPaused ? 'resumeOf' : 'pauseOf', { label })}
      onClick={() => pausing.mutate(!isPaused)}
    >
      {t(isPaused ? 'resumeToken' : 'pauseToken')}
    </Button>
  )
}
