import {
  defaultSettings,
  SETTINGS,
  type SettingLine,
  type SettingName,
  type Settings,
} from '../contract/settings.ts'
import type { Db } from './db.ts'

type Listener = (name: SettingName) => void

/** The settings as they are now: what an administrator changed over the defaults. */
export class SettingsStore {
  readonly #db: Db
  readonly #values: Settings = defaultSettings()
  readonly #listeners = new Set<Listener>()

  constructor(db: Db) {
    this.#db = db
    for (const row of db.all(db.sql.selectFrom('settings').select(['name', 'value']))) {
      if (!isSettingName(row.name)) continue
      // A value that an older or newer Keyrack wrote and this one does not admit: the default holds.
      const parsed = SETTINGS[row.name].schema.safeParse(JSON.parse(row.value))
      if (parsed.success) this.#put(row.name, parsed.data)
    }
  }

  get<Name extends SettingName>(name: Name): Settings[Name] {
    return this.#values[name]
  }

  all(): Readonly<Settings> {
    return { ...this.#values }
  }

  line(name: SettingName): SettingLine {
    const { value, about } = SETTINGS[name]
    return { name, value: this.#values[name], default: value, about }
  }

  lines(): SettingLine[] {
    return (Object.keys(SETTINGS) as SettingName[]).map((name) => this.line(name))
  }

  /** Throws a ZodError on a value that the setting does not admit. */
  set(name: SettingName, value: unknown): SettingLine {
    const parsed = SETTINGS[name].schema.parse(value)
    const row = { name, value: JSON.stringify(parsed) }
    this.#db.run(
      this.#db.sql
        .insertInto('settings')
        .values(row)
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: row.value })),
    )
    this.#put(name, parsed)
    for (const listener of this.#listeners) listener(name)
    return this.line(name)
  }

  /** Calls `listener` after each change, until the returned function is called. */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #put(name: SettingName, value: unknown): void {
    Object.assign(this.#values, { [name]: value })
  }
}

function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name)
}
