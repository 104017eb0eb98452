import { Notification } from 'electron'

/** Kept while they are shown: one that is collected as garbage never hears its click. */
const shown = new Set<Notification>()
/** The system may keep them for days without a word. */
const MOST_KEPT = 50

/** Shows a notification of the system, where it has them; `open` is called by a click on it. */
export function showNotification(text: { title: string; body: string }, open: () => void): void {
  if (!Notification.isSupported()) return
  const notification = new Notification({ title: text.title, body: text.body })
  shown.add(notification)
  const [oldest] = shown
  if (shown.size > MOST_KEPT && oldest) shown.delete(oldest)
  notification.on('click', () => {
    shown.delete(notification)
    open()
  })
  notification.on('close', () => shown.delete(notification))
  notification.show()
}
