import { useEffect, useState } from 'react'
import { desktop } from '../../bridge.ts'

/** How long a secret stays readable. */
const SHOWN_MS = 30_000

/** Whether a secret is readable: for half a minute, or until the window loses the focus. */
export function useReveal(): [boolean, (shown: boolean) => void] {
  const [isShown, setShown] = useState(false)
  useProtection(isShown)
  useEffect(() => {
    if (!isShown) return
    const hide = () => setShown(false)
    const timer = setTimeout(hide, SHOWN_MS)
    window.addEventListener('blur', hide)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('blur', hide)
    }
  }, [isShown])
  return [isShown, setShown]
}

/** While on, screenshots and screen sharing show this window black, where the system can. */
export function useProtection(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return
    void desktop()?.protectContent(true)
    return () => void desktop()?.protectContent(false)
  }, [isOn])
}
