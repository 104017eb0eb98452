import { useMantineColorScheme } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { defaultSettings, type SettingName, type Settings } from '../proxy/contract/settings.ts'
import { desktop } from './bridge.ts'
import { useClient } from './client.tsx'

/** All settings with what they were before anybody changed them. */
export function useSettingLines() {
  const client = useClient()
  return useQuery({ queryKey: ['settings'], queryFn: () => client.settings.list.query() })
}

/** The settings by name; the defaults until the service has answered. */
export function useSettings(): Settings {
  const lines = useSettingLines().data ?? []
  return {
    ...defaultSettings(),
    ...Object.fromEntries(lines.map((line) => [line.name, line.value])),
  }
}

/** Saves one setting; the list is asked for again afterwards. */
export function useSaveSetting() {
  const client = useClient()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (change: { name: SettingName; value: unknown }) =>
      client.settings.set.mutate(change),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['settings'] }),
  })
}

/** Shows what was chosen: colours, height of rows. */
export function ApplyPreferences() {
  const lines = useSettingLines().data
  const { theme, density } = useSettings()
  const { setColorScheme } = useMantineColorScheme()
  useEffect(() => {
    // Until the service has answered, the colours remembered from last time stay.
    if (!lines) return
    setColorScheme(theme === 'system' ? 'auto' : theme)
    desktop()?.setTheme(theme)
  }, [lines, theme, setColorScheme])
  useEffect(() => {
    document.documentElement.dataset.density = density
  }, [density])
  return null
}
