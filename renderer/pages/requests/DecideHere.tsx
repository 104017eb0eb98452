import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useClient } from '../../client.tsx'
import { ApproveDialog } from './ApproveDialog.tsx'
import { DecideButtons, type DecisionKind } from './DecideButtons.tsx'
import { DeclineDialog } from './DeclineDialog.tsx'

/** Approves or declines a request, from wherever it is told of. */
export function DecideHere({ requestId }: { requestId: string }) {
  const client = useClient()
  const [dialog, setDialog] = useState<DecisionKind>()
  const requests = useQuery({ queryKey: ['requests'], queryFn: () => client.requests.list.query() })
  const request = requests.data?.find(({ id }) => id === requestId)
  if (!request) return null
  const close = () => setDialog(undefined)
  return (
    <>
      <DecideButtons of={request} onDecide={setDialog} />
      {dialog === 'approve' && <ApproveDialog of={request} onClose={close} />}
      {dialog === 'decline' && <DeclineDialog of={request} onClose={close} />}
    </>
  )
}
