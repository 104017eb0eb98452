import { Button, Menu, useComputedColorScheme } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { savePicture, saveText } from '../../bridge.ts'
import { useErrorText } from '../ErrorBanner.tsx'
import { toast } from '../toast.tsx'
import { ChartLegend } from './ChartLegend.tsx'
import { ChartTable } from './ChartTable.tsx'
import type { Look } from './chartOption.ts'
import type { Drawing, Press } from './drawChart.ts'
import {
  type Cells,
  cellsOf,
  cellWords,
  type Grid,
  moveCell,
  movePoint,
  type Picture,
  type Point,
  pointWords,
} from './picture.ts'
import './chart.css'

/** What can be done with the calls behind a value. */
export interface PointAction {
  label: string
  run: () => void
}

interface Props {
  /** What it shows, with unit and range. */
  title: string
  /** What the picture in words is, for somebody who does not see it. */
  description: string
  /** What must be known to read it. */
  note?: string
  /** What the page says elsewhere and a picture of it must say as well, such as the zone. */
  pngNote?: string
  picture: Picture | Grid
  /** Height of the drawing in pixels. */
  height: number
  /** The file's name without its ending. */
  fileName: string
  toCsv: (cells: Cells) => string
  actionsAt?: (at: { step: number; series: number | null }) => PointAction[]
  /** An older picture is still shown while the new one is on its way. */
  isStale?: boolean
  /** Beside the buttons. */
  children?: ReactNode
  /** Keeps the files in a menu, where there is little room. */
  isSmall?: boolean
}

/** A drawing with the same numbers as a table, as a picture file and as CSV. */
export function Chart(props: Props) {
  const { title, description, note, picture, height, isStale } = props
  const { t } = useTranslation()
  const titleId = useId()
  const [isTable, setTable] = useState(false)
  const scheme = useComputedColorScheme('light')
  const look: Look = {
    ...{ scheme, description, patterns: wantsPatterns() },
    soFar: (label) => t('chartSoFar', { label }),
  }
  return (
    <section className="kr-panel kr-chart" aria-labelledby={titleId} data-stale={isStale}>
      <div className="kr-chart-head">
        <h2 className="kr-panel-title kr-ellipsis" id={titleId} title={title}>
          {title}
        </h2>
        <span className="kr-spring" />
        {props.children}
        <Button.Group>
          <Button
            size="compact-sm"
            variant="default"
            aria-pressed={isTable}
            onClick={() => setTable(!isTable)}
          >
            {t('chartTable')}
          </Button>
          <SaveButtons {...props} look={look} />
        </Button.Group>
      </div>
      {isTable ? (
        <ChartTable picture={picture} label={title} height={height} />
      ) : (
        <Canvas {...props} look={look} />
      )}
      {picture.kind !== 'grid' && <ChartLegend picture={picture} scheme={scheme} />}
      {note && <p className="kr-small kr-muted">{note}</p>}
    </section>
  )
}

/** The drawing; its library is loaded when the first one is shown. */
function Canvas({ picture, description, height, look, actionsAt }: Props & { look: Look }) {
  const { t } = useTranslation()
  const element = useRef<HTMLDivElement>(null)
  const keys = useRef<HTMLButtonElement>(null)
  const [drawing, setDrawing] = useState<Drawing>()
  const [at, setAt] = useState<{ step: number; series: number | null }>()
  const [pressed, setPressed] = useState<Press>()
  const offered = pressed && actionsAt ? actionsAt(pressed) : []
  // Of a cell there is nothing to choose from: it is done at once.
  const only = picture.kind === 'grid' ? offered[0] : undefined
  const actions = only ? [] : offered

  useEffect(() => {
    let isGone = false
    let opened: Drawing | undefined
    void import('./drawChart.ts').then(({ drawChart }) => {
      if (isGone || !element.current) return
      opened = drawChart(element.current, setPressed)
      setDrawing(opened)
    })
    return () => {
      isGone = true
      opened?.close()
      setDrawing(undefined)
    }
  }, [])

  // Drawn anew only when something of it is another: this may be drawn while calls come in.
  const shown = JSON.stringify([picture, look])
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shown` stands for picture and look
  useEffect(() => drawing?.show(picture, look), [drawing, shown])

  useEffect(() => {
    if (!only) return
    setPressed(undefined)
    only.run()
  }, [only])

  function onKeyDown(event: KeyboardEvent) {
    const next =
      picture.kind === 'grid' ? moveCell(picture, at, event.key) : movePoint(picture, at, event.key)
    if (!next) return
    event.preventDefault()
    setAt(next)
    drawing?.point(next)
  }

  function onPress() {
    if (!at || !drawing) return
    setPressed({ ...at, ...drawing.point(at) })
  }

  return (
    <div className="kr-chart-box" style={{ height }}>
      <div ref={element} className="kr-chart-canvas" role="img" aria-label={description} />
      <button
        ref={keys}
        type="button"
        className="kr-plain kr-chart-keys"
        aria-label={t(keysName(picture, actionsAt !== undefined))}
        onKeyDown={onKeyDown}
        onClick={onPress}
        onBlur={() => drawing?.leave()}
      />
      <p className="kr-visually-hidden" role="status">
        {at ? wordsAt(picture, at) : ''}
      </p>
      <Menu
        opened={actions.length > 0}
        onClose={() => {
          setPressed(undefined)
          keys.current?.focus({ preventScroll: true })
        }}
        position="bottom-start"
        withinPortal
        returnFocus={false}
      >
        <Menu.Target>
          <span
            className="kr-chart-anchor"
            style={{ left: pressed?.x ?? 0, top: pressed?.y ?? 0 }}
            aria-hidden="true"
          />
        </Menu.Target>
        <Menu.Dropdown aria-label={t('chartMenu')}>
          {pressed && <Menu.Label>{wordsAt(picture, pressed)}</Menu.Label>}
          {actions.map(({ label, run }) => (
            <Menu.Item key={label} onClick={run}>
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}

function keysName({ kind }: Picture | Grid, hasActions: boolean) {
  if (kind === 'grid') return hasActions ? 'chartCellsActions' : 'chartCells'
  return hasActions ? 'chartKeysActions' : 'chartKeys'
}

function wordsAt(picture: Picture | Grid, at: Point): string {
  return picture.kind === 'grid' ? cellWords(picture, at) : pointWords(picture, at)
}

/** The chart as files: two buttons, or one with both behind it. */
function SaveButtons(props: Props & { look: Look }) {
  const { t } = useTranslation()
  const { picture, title, note, pngNote, fileName, look, toCsv } = props
  const png = useSave(async () => {
    const { chartPng } = await import('./drawChart.ts')
    const words = { title, note: [note, pngNote].filter(Boolean).join(' ') }
    const url = chartPng(picture, look, words)
    return savePicture(`${fileName}.png`, url.slice(url.indexOf(',') + 1))
  })
  const csv = useSave(() => saveText(`${fileName}.csv`, toCsv(cellsOf(picture))))
  const files = [
    { save: png, short: t('chartPng'), long: t('chartPngLong') },
    { save: csv, short: t('chartCsv'), long: t('chartCsvLong') },
  ]
  const button = { size: 'compact-sm', variant: 'default' } as const
  if (!props.isSmall) {
    return files.map(({ save, short, long }) => (
      <Button
        key={short}
        {...button}
        aria-label={long}
        loading={save.isPending}
        onClick={() => save.mutate()}
      >
        {short}
      </Button>
    ))
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button {...button} aria-label={t('chartFiles')} px={6}>
          <IconDots size={16} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {files.map(({ save, long }) => (
          <Menu.Item key={long} onClick={() => save.mutate()}>
            {long}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function useSave(save: () => Promise<boolean>) {
  const { t } = useTranslation()
  const noAnswer = useErrorText(undefined)
  return useMutation({
    mutationFn: save,
    onSuccess: (isSaved) => isSaved && toast({ message: t('saved') }),
    onError: () => toast({ tone: 'bad', message: t('saveFailed') || noAnswer }),
  })
}

/** Colours alone must not carry the meaning for whoever asked the system for more contrast. */
function wantsPatterns(): boolean {
  return (
    matchMedia('(prefers-contrast: more)').matches || matchMedia('(forced-colors: active)').matches
  )
}
