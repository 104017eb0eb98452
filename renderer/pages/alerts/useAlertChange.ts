import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useErrorText } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'

/** Does something about an alert at once, and says what came of it. */
export function useAlertChange() {
  const queries = useQueryClient()
  const noAnswer = useErrorText(undefined)
  const changing = useMutation({ mutationFn: (act: () => Promise<string>) => act() })
  return (act: () => Promise<string>, undo?: () => Promise<string>) => {
    const settle = {
      onSuccess: (message: string) => {
        void queries.invalidateQueries({ queryKey: ['alarms'] })
        const back = undo && (() => changing.mutate(undo, settleUndo))
        toast({ message, ...(back && { undo: back }) })
      },
      onError: (error: Error) =>
        toast({ tone: 'bad', message: 'data' in error && error.data ? error.message : noAnswer }),
    }
    const settleUndo = {
      ...settle,
      onSuccess: (message: string) => {
        void queries.invalidateQueries({ queryKey: ['alarms'] })
        toast({ message })
      },
    }
    changing.mutate(act, settle)
  }
}
