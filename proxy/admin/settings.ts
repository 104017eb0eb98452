import { z } from 'zod'
import { type SettingLine, settingName } from '../contract/settings.ts'
import { parseRange } from '../policy/addresses.ts'
import { applyNetwork } from './network.ts'
import { problem } from './problems.ts'
import { administrator, router } from './trpc.ts'

export const settingsRouter = router({
  list: administrator.query(({ ctx }): SettingLine[] => ctx.services.settings.lines()),

  get: administrator
    .input(z.strictObject({ name: settingName }))
    .query(({ ctx, input }): SettingLine => ctx.services.settings.line(input.name)),

  set: administrator
    .input(z.strictObject({ name: settingName, value: z.unknown() }))
    .mutation(async ({ ctx, input }): Promise<SettingLine> => {
      const { services } = ctx
      if (input.name === 'allowedAddresses' || input.name === 'blockedAddresses')
        checkRanges(input.value)
      const line = services.settings.set(input.name, input.value)
      services.live.changed('settings')
      if (input.name === 'host' || input.name === 'port' || input.name === 'tls') {
        await applyNetwork(services, [input.name])
      }
      return line
    }),
})

/** An entry that cannot be read would keep everybody out, or, worse, be taken for more than was meant. */
function checkRanges(value: unknown): void {
  if (!Array.isArray(value)) return
  for (const entry of value.filter((entry) => entry !== 'any' && entry !== 'own-networks')) {
    try {
      parseRange(String(entry))
    } catch (error) {
      throw problem('BAD_REQUEST', `${(error as Error).message}; nothing was changed.`, error)
    }
  }
}
