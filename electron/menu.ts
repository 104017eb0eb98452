import type { MenuItemConstructorOptions } from 'electron'

interface MenuOf {
  platform: NodeJS.Platform
  /** Developer tools and reloading are for development alone. */
  isDevelopment: boolean
}

/** The application menu: on macOS with the app's own menu first, elsewhere with quitting under File. */
export function menuTemplate({ platform, isDevelopment }: MenuOf): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  const development: MenuItemConstructorOptions[] = isDevelopment
    ? [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }]
    : []
  const about: MenuItemConstructorOptions = { role: 'help', submenu: [{ role: 'about' }] }
  return [
    isMac ? { role: 'appMenu' } : { label: '&File', submenu: [{ role: 'quit' }] },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...development,
      ],
    },
    { role: 'windowMenu' },
    // macOS shows About in the app's own menu.
    ...(isMac ? [] : [about]),
  ]
}
