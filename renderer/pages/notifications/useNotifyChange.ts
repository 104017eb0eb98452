import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useErrorText } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'

/** Does something to the channels at once; what went wrong is said as it was said. */
export function useNotifyChange() {
  const queries = useQueryClient()
  const noAnswer = useErrorText(undefined)
  const changing = useMutation({ mutationFn: (act: () => Promise<unknown>) => act() })
  return (act: () => Promise<unknown>, done?: string) =>
    changing.mutate(act, {
      onSuccess: () => {
        void queries.invalidateQueries({ queryKey: ['notify'] })
        if (done) toast({ message: done })
      },
      onError: (error) =>
        toast({ tone: 'bad', message: 'data' in error && error.data ? error.message : noAnswer }),
    })
}
