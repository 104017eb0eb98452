import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useClient } from '../client.tsx'
import { useSettings } from '../preferences.tsx'

const MINUTE = 60_000
const LOOK_MS = 5000
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const

/** Locks the window after the idle minutes of the settings, and says how many are left; the proxy goes on. */
export function useIdleLock(): number {
  const client = useClient()
  const { windowLockMinutes } = useSettings()
  const lastSign = useRef(Date.now())
  const [minutesLeft, setMinutesLeft] = useState(windowLockMinutes)

  useEffect(() => {
    const seen = () => {
      lastSign.current = Date.now()
    }
    for (const sign of SIGNS) window.addEventListener(sign, seen, { passive: true })
    return () => {
      for (const sign of SIGNS) window.removeEventListener(sign, seen)
    }
  }, [])

  useEffect(() => {
    const look = () => {
      const left = windowLockMinutes * MINUTE - (Date.now() - lastSign.current)
      setMinutesLeft(Math.max(0, Math.ceil(left / MINUTE)))
      // A refusal here means that the window is locked already or the service is silent; both show by themselves.
      if (left <= 0) client.session.lock.mutate().catch(() => undefined)
    }
    look()
    const timer = setInterval(look, LOOK_MS)
    return () => clearInterval(timer)
  }, [client, windowLockMinutes])

  return minutesLeft
}

/** Locks the window now; calls go on. */
export function useLockWindow(): () => void {
  const client = useClient()
  const queries = useQueryClient()
  const lock = useMutation({
    mutationFn: () => client.session.lock.mutate(),
    onSettled: () => queries.invalidateQueries({ queryKey: ['status'] }),
  })
  return lock.mutate
}
