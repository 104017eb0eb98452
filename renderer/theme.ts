import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'
import { COLOURS, RAMPS, type Scheme, SERIES } from './tokens.ts'

const ramp = (name: keyof typeof RAMPS) => RAMPS[name] as unknown as MantineColorsTuple

const UI_FONT =
  '"Inter Variable", system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans", sans-serif'
const MONO_FONT = '"JetBrains Mono Variable", ui-monospace, Consolas, monospace'

const overlay = { transitionProps: { transition: 'fade-down', duration: 120 } } as const
const control = { defaultProps: { size: 'sm' } } as const

export const theme = createTheme({
  colors: {
    cobalt: ramp('cobalt'),
    green: ramp('green'),
    amber: ramp('amber'),
    red: ramp('red'),
    violet: ramp('violet'),
    cyan: ramp('cyan'),
    blue: ramp('cobalt'),
    gray: ramp('slate'),
    dark: ramp('ink'),
  },
  white: '#FFFFFF',
  black: '#20242B',
  primaryColor: 'cobalt',
  primaryShade: { light: 7, dark: 6 },
  fontFamily: UI_FONT,
  fontFamilyMonospace: MONO_FONT,
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '15px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '22px', xl: '28px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '4px', sm: '6px', md: '6px', lg: '8px', xl: '10px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusClassName: 'kr-focus',
  headings: {
    fontFamily: UI_FONT,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '15px', lineHeight: '22px' },
      h2: { fontSize: '14px', lineHeight: '20px' },
      h3: { fontSize: '13px', lineHeight: '20px' },
    },
  },
  components: {
    Button: { defaultProps: { size: 'sm' }, classNames: { root: 'kr-button' } },
    ActionIcon: { defaultProps: { variant: 'default', size: 28 } },
    Text: control,
    TextInput: control,
    PasswordInput: control,
    NumberInput: control,
    Textarea: control,
    Select: control,
    TagsInput: control,
    Switch: control,
    Checkbox: control,
    Radio: control,
    Tooltip: {
      defaultProps: { openDelay: 300, events: { hover: true, focus: true, touch: true } },
    },
    Modal: {
      defaultProps: {
        ...overlay,
        radius: 'xl',
        centered: true,
        // Else each dialog would be a second banner of the page to a screen reader.
        attributes: { header: { role: 'presentation' } },
        overlayProps: { backgroundOpacity: 0.35 },
      },
    },
    Drawer: { defaultProps: { transitionProps: { duration: 160 } } },
    // The placeholder that takes the first focus is no item, which a menu must not hold.
    Menu: { defaultProps: { ...overlay, withInitialFocusPlaceholder: false } },
    Popover: { defaultProps: overlay },
  },
})

/** Hands the tokens to the stylesheet as `--kr-…` and takes back what Mantine would choose otherwise. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: variablesOf('light'),
  dark: variablesOf('dark'),
})

function variablesOf(scheme: Scheme): Record<string, string> {
  const colours = COLOURS[scheme]
  return {
    ...Object.fromEntries(
      Object.entries(colours).map(([name, value]) => [`--kr-${kebab(name)}`, value]),
    ),
    ...Object.fromEntries(SERIES[scheme].map((value, index) => [`--kr-series-${index}`, value])),
    '--mantine-color-body': colours.surface,
    '--mantine-color-text': colours.text,
    '--mantine-color-bright': colours.text,
    '--mantine-color-dimmed': colours.muted,
    '--mantine-color-placeholder': colours.faint,
    '--mantine-color-anchor': colours.accentText,
    '--mantine-color-error': colours.badText,
    '--mantine-color-success': colours.okText,
    '--mantine-color-default': colours.surface,
    '--mantine-color-default-hover': scheme === 'light' ? RAMPS.slate[1] : RAMPS.ink[7],
    '--mantine-color-default-color': colours.text,
    '--mantine-color-default-border': colours.borderStrong,
    '--mantine-color-disabled': colours.sunken,
    '--mantine-color-disabled-color': colours.faint,
    '--mantine-color-disabled-border': colours.border,
    '--mantine-primary-color-light': colours.accentSoft,
    '--mantine-primary-color-light-color': colours.accentText,
    '--mantine-color-cobalt-light': colours.accentSoft,
    '--mantine-color-cobalt-light-color': colours.accentText,
    '--mantine-color-cobalt-text': colours.accentText,
    '--mantine-color-cobalt-outline': colours.accentText,
    '--mantine-color-red-light': colours.badSoft,
    '--mantine-color-red-light-color': colours.badText,
    '--mantine-color-red-text': colours.badText,
    '--mantine-color-red-outline': colours.badText,
    '--mantine-color-red-filled': RAMPS.red[scheme === 'light' ? 7 : 6],
    '--mantine-color-red-filled-hover': RAMPS.red[scheme === 'light' ? 8 : 7],
  }
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
