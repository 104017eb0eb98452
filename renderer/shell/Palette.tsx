import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { type Command, type CommandSection, shortcutText, useAllCommands } from '../commands.ts'
import { useWords } from '../words/words.ts'

const SECTIONS: readonly CommandSection[] = ['go', 'do', 'members', 'keys']

/** Everything that can be done, found by typing; opens without animation. */
export function Palette() {
  const t = useWords('shell')
  const commands = useAllCommands()
  const groups = SECTIONS.map((section) => ({
    group: t(`section_${section}`),
    actions: commands.filter((command) => command.section === section).map(toAction),
  })).filter((group) => group.actions.length > 0)
  return (
    <Spotlight
      actions={groups satisfies SpotlightActionGroupData[]}
      nothingFound={t('paletteEmpty')}
      shortcut={null}
      scrollable
      attributes={{ content: { 'aria-label': t('paletteLabel') } }}
      centered={false}
      yOffset={80}
      maxHeight={420}
      transitionProps={{ duration: 0 }}
      overlayProps={{ backgroundOpacity: 0.35, transitionProps: { duration: 0 } }}
      searchProps={{
        placeholder: t('palettePlaceholder'),
        'aria-label': t('palettePlaceholder'),
        leftSection: <IconSearch size={16} stroke={1.75} />,
      }}
    />
  )
}

function toAction(command: Command) {
  return {
    id: command.id,
    label: command.title,
    keywords: command.keywords ?? '',
    onClick: command.run,
    rightSection: command.shortcut && (
      <kbd className="kr-kbd">{shortcutText(command.shortcut)}</kbd>
    ),
  }
}
