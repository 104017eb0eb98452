import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  type BillPreview,
  type NewBillCheck,
  PART_LENGTH,
} from '../../../../proxy/contract/bill.ts'
import { type Client, useClient } from '../../../client.tsx'

/** Files that were brought, and what the service understood of them. */
export interface Brought {
  refs: string[]
  preview: BillPreview
}

export function useBringing(then: (brought: Brought) => void) {
  const client = useClient()
  return useMutation({
    mutationFn: async (files: readonly File[]): Promise<Brought> => {
      const refs: string[] = []
      for (const file of files) refs.push(await bring(client, file))
      return { refs, preview: await client.bills.preview.query({ refs }) }
    },
    onSuccess: then,
  })
}

/** A file in parts that one question can hold. */
async function bring({ bills }: Client, file: File): Promise<string> {
  const text = await file.text()
  const name = file.name.slice(0, 200) || 'export'
  let { ref } = await bills.put.mutate({ name, text: text.slice(0, PART_LENGTH) })
  for (let at = PART_LENGTH; at < text.length; at += PART_LENGTH) {
    ref = (await bills.put.mutate({ name, text: text.slice(at, at + PART_LENGTH), ref })).ref
  }
  return ref
}

export function useComparing(then: (id: string) => void) {
  const client = useClient()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (question: Partial<NewBillCheck> & { refs: string[] }) =>
      client.bills.check.mutate(question),
    onSuccess: (check) => {
      queries.setQueryData(['bills', check.id], check)
      void queries.invalidateQueries({ queryKey: ['bills', 'list'] })
      then(check.id)
    },
  })
}

export function useBillList() {
  const client = useClient()
  return useQuery({ queryKey: ['bills', 'list'], queryFn: () => client.bills.list.query() })
}

export function useBill(id: string) {
  const client = useClient()
  return useQuery({ queryKey: ['bills', id], queryFn: () => client.bills.get.query({ id }) })
}

/** Our keys of a provider, for a choice. */
export function useKeysOf(provider: string) {
  const client = useClient()
  const keys = useQuery({ queryKey: ['keys'], queryFn: () => client.keys.list.query() })
  return (keys.data ?? []).filter((key) => key.provider === provider && key.preset === null)
}
